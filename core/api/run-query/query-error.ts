/** Where a query cannot be read, and why: thrown and caught within this folder, given out as data. */
export class QueryError extends Error {
  readonly at: number
  readonly end: number

  /** `message` is a sentence, with what to do where that is not plain. */
  constructor(at: number, end: number, message: string) {
    super(message)
    this.name = 'QueryError'
    this.at = at
    this.end = end
  }
}
