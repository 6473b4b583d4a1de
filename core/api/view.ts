/** A piece of state while somebody looks at it. */
export interface View<T> {
  /** The value now. */
  read(): T | Promise<T>
  /** Least time between two values in milliseconds, where ten a second would be a waste; 100 when it is not given. */
  readonly restMs?: number
  /** Frees what watching costs; called once. */
  dispose(): void
}
