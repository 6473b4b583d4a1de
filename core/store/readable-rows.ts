/**
 * Rows of library.db that hold JSON of a schema. One that cannot be read, as a newer Stagecraft may have written it, is left as it is and told; the others are
 * as if it were not there.
 */
import { z } from 'zod'

export interface ReadableRows<Row extends { readonly id: string }, Kept> {
  /** Null where it cannot be read. */
  one(row: Row): Kept | null
  all(rows: readonly Row[]): Kept[]
  /** Words for the person on those that cannot be. */
  problems(rows: readonly Row[]): string[]
}

/** `read` throws what zod and JSON throw. `what`: "study". */
export function readableRows<Row extends { readonly id: string }, Kept>(
  what: string,
  read: (row: Row) => Kept,
): ReadableRows<Row, Kept> {
  const attempt = (row: Row): { readonly kept: Kept } | { readonly why: string } => {
    try {
      return { kept: read(row) }
    } catch (thrown) {
      if (thrown instanceof z.ZodError) {
        const [issue] = thrown.issues
        return { why: `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not as expected'}` }
      }
      if (thrown instanceof SyntaxError) return { why: thrown.message }
      throw thrown
    }
  }
  const one = (row: Row): Kept | null => {
    const found = attempt(row)
    return 'kept' in found ? found.kept : null
  }
  return {
    one,
    all: (rows) => rows.map(one).filter((kept) => kept !== null),
    problems: (rows) =>
      rows.flatMap((row) => {
        const found = attempt(row)
        return 'why' in found
          ? [
              `The ${what} ${row.id} cannot be read (${found.why}). It is left as it is, and its runs are there. Open it with the Stagecraft that made it.`,
            ]
          : []
      }),
  }
}
