/** Between whoever asks and the process that answers. */
import type { QueriedLibrary, SqlValue } from './query-table.ts'

export interface QueryTask {
  readonly sql: string
  readonly library: QueriedLibrary
  /** Rows at most. */
  readonly limit: number
}

export type QueryTold = { readonly columns: readonly string[] } | { readonly rows: readonly (readonly SqlValue[])[] }

export interface QueryAnswer {
  /** There are more rows than were asked for. */
  readonly isCut: boolean
}
