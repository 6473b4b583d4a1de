/** The order of every list of runs that nobody has sorted otherwise. */
export interface Made {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export function newestFirst(one: Made, other: Made): number {
  return other.createdAt - one.createdAt || other.id.localeCompare(one.id)
}
