/** Between whoever asks and the process that answers. */
import type { QueriedLibrary, SqlValue } from './query-table.ts'

export interface QueryTask {
  readonly sql: string
  readonly library: QueriedLibrary
  /** Rows at most. */
  readonly limit: number
}

export type QueryMessage =
  | { kind: 'columns'; columns: readonly string[] }
  | { kind: 'rows'; rows: readonly (readonly SqlValue[])[] }
  /** `isCut`: there are more rows than were asked for. */
  | { kind: 'done'; isCut: boolean }
  | { kind: 'failed'; code: string; message: string; remedy: string }
