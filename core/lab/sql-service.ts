/** Questions in SQL, each answered in a process of its own for as long as somebody waits for it. */
import type { SqlCell, SqlState } from '../api/contract/sql.ts'
import type { LabHandlers } from '../api/server.ts'
import { Failure } from '../files/failure.ts'
import { askLibrary, type RunningQuery } from '../query/ask.ts'
import type { QueriedLibrary, QueriedStudy } from '../query/query-table.ts'
import { queryTables, schemaVersion } from '../query/schema.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'
import { readSweepTrials } from './sweep-trials.ts'

export interface SqlService {
  readonly calls: Pick<LabHandlers['calls'], 'sql.schema'>
  readonly streams: Pick<LabHandlers['streams'], 'sql'>
  close(): void
}

export interface SqlServiceOptions {
  readonly library: Pick<Library, 'runs' | 'designs' | 'sweeps'>
  /** Resolves once all runs were read. */
  readonly allRead: Promise<void>
  /** What the trainer of a run last said. */
  readonly live: Live
  /** As they stand now. */
  studies(): QueriedStudy[]
}

/** More than fits a page, and no more than goes over the wire at once. */
const mostCells = 1_000_000
const mostCharacters = 32 * 1024 * 1024

export function createSqlService({ library, allRead, live, studies }: SqlServiceOptions): SqlService {
  const under = new Set<RunningQuery>()
  const trials = readSweepTrials(library, live)
  const libraryNow = (): QueriedLibrary => ({
    runs: library.runs.summaries(live).map((summary) => ({ summary, folder: library.runs.folder(summary.record.id) })),
    designs: library.designs.list(),
    sweeps: library.sweeps.list().map((sweep) => ({ ...sweep, trials: trials.of(sweep) })),
    studies: studies(),
  })
  return {
    calls: {
      'sql.schema': () => ({
        version: schemaVersion,
        tables: queryTables.map(({ name, words, columns }) => ({ name, words, columns: [...columns] })),
      }),
    },
    streams: {
      sql({ sql, limit }, changed) {
        let state: SqlState = { kind: 'asking', rows: 0 }
        let columns: readonly string[] = []
        const rows: (readonly SqlCell[])[] = []
        let characters = 0
        let isFull = false
        const end = (to: SqlState): void => {
          state = to
          changed()
        }
        let running: RunningQuery | null = null
        let isLeft = false
        const take = (some: readonly (readonly SqlCell[])[]): void => {
          if (isFull) return
          for (const row of some) {
            characters += row.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0)
            isFull = characters > mostCharacters || rows.length * columns.length >= mostCells
            if (isFull) break
            rows.push(row)
          }
          if (isFull) running?.cancel()
          end({ kind: 'asking', rows: rows.length })
        }
        const ask = async (): Promise<void> => {
          await allRead
          if (isLeft) return
          running = askLibrary({ sql, library: libraryNow(), limit }, { columns: (names) => void (columns = names), rows: take })
          under.add(running)
          const ended = await running.end
          end({ kind: 'answered', columns, rows, isCut: isFull || ended?.isCut === true })
        }
        void ask()
          .catch((thrown: unknown) => end(failed(thrown)))
          .finally(() => running && under.delete(running))
        const leave = (): void => {
          isLeft = true
          running?.cancel()
        }
        return { read: () => state, dispose: leave }
      },
    },
    close() {
      for (const running of under) running.cancel()
    },
  }
}

function failed(thrown: unknown): SqlState {
  if (thrown instanceof Failure) return { kind: 'failed', code: thrown.code, reason: thrown.message, remedy: thrown.remedy }
  console.error('sql:', thrown)
  return {
    kind: 'failed',
    code: 'failed',
    reason: thrown instanceof Error ? thrown.message : String(thrown),
    remedy: 'Ask again.',
  }
}
