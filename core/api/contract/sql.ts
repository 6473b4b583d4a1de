/** Questions in SQL to the library. */
import { z } from 'zod'
import { nothing } from './parameters.ts'

export const sqlCalls = {
  /** What questions are written against. */
  'sql.schema': nothing,
} satisfies Record<string, z.ZodType>

export interface SqlResults {
  'sql.schema': SqlSchema
}

export interface SqlSchema {
  readonly version: string
  readonly tables: readonly SqlTable[]
}

export interface SqlTable {
  readonly name: string
  readonly words: string
  readonly columns: readonly { readonly name: string; readonly type: 'text' | 'integer' | 'real'; readonly words: string }[]
}

/** Rows that are shown at most: whoever wants more asks on the command line. */
export const mostSqlRows = 10_000

export const sqlStreams = {
  /** One question, asked while somebody looks: who looks away ends it. `asked` tells the same question apart that is asked once more. */
  sql: z.strictObject({ sql: z.string().max(100_000), limit: z.number().int().min(1).max(mostSqlRows), asked: z.number().int() }),
} satisfies Record<string, z.ZodType>

export interface SqlValues {
  sql: SqlState
}

export type SqlCell = number | string | null

export type SqlState =
  /** Rows that have come so far. */
  | { readonly kind: 'asking'; readonly rows: number }
  | {
      readonly kind: 'answered'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly SqlCell[])[]
      /** There are more than were asked for, or than can be shown. */
      readonly isCut: boolean
    }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string; readonly remedy: string }
