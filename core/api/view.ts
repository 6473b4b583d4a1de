/** A piece of state while somebody looks at it. */
export interface View<T> {
  /** The value now. */
  read(): T | Promise<T>
  /** Frees what watching costs; called once. */
  dispose(): void
}
