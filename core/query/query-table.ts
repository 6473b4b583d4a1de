/** A table of the SQL that a library is asked in: its columns with their words, and where its rows come from. Each is one file in `tables`. */
import type { Design } from '../store/designs.ts'
import type { RunSummary } from '../store/run.ts'
import type { KeptStudy } from '../store/studies.ts'
import type { KeptSweep } from '../store/sweeps.ts'
import type { Measured } from '../study/measured.ts'
import type { Outcome } from '../study/outcome.ts'
import type { PairVerdict } from '../study/verdict.ts'
import type { Trial } from '../sweep/trial.ts'

export type SqlValue = number | string | null

export interface QueryColumn {
  readonly name: string
  readonly type: 'text' | 'integer' | 'real'
  /** What it is, its unit, and when it is NULL. */
  readonly words: string
}

export interface QueriedRun {
  readonly summary: RunSummary
  readonly folder: string
}

export interface QueriedSweep extends KeptSweep {
  /** By their numbers. */
  readonly trials: readonly Trial[]
}

export interface QueriedStudy extends Pick<KeptStudy, 'id' | 'study' | 'state' | 'madeAt'> {
  /** `run`: its id; null while it is not begun. */
  readonly cells: readonly {
    readonly variant: string
    readonly seed: number
    readonly run: string | null
    readonly taken: boolean
  }[]
  readonly outcomes: readonly Outcome[]
  readonly measured: readonly Measured[]
  readonly verdicts: readonly PairVerdict[]
}

/** What is asked: a look at the lab's lists; measurements are read from the runs' folders as they are needed. */
export interface QueriedLibrary {
  readonly runs: readonly QueriedRun[]
  readonly designs: readonly Design[]
  readonly sweeps: readonly QueriedSweep[]
  readonly studies: readonly QueriedStudy[]
}

export interface QueryTable {
  readonly name: string
  readonly words: string
  readonly columns: readonly QueryColumn[]
  /** Values in the order of the columns. */
  rows(library: QueriedLibrary): Iterable<readonly SqlValue[]>
}

export const column = (name: string, type: QueryColumn['type'], words: string): QueryColumn => ({ name, type, words })

/** Makes tables that have rows of each of their owners; the first column is the owner's id. */
function tablesOf<Owner>(owner: string, ownersOf: (library: QueriedLibrary) => readonly Owner[], idOf: (one: Owner) => string) {
  return (
    name: string,
    words: string,
    columns: readonly QueryColumn[],
    rowsOf: (one: Owner) => Iterable<readonly SqlValue[]>,
  ): QueryTable => ({
    name,
    words,
    columns: [column(owner, 'text', `id of the ${owner}`), ...columns],
    *rows(library) {
      for (const one of ownersOf(library)) for (const row of rowsOf(one)) yield [idOf(one), ...row]
    },
  })
}

export const runTable = tablesOf(
  'run',
  ({ runs }) => runs,
  ({ summary }) => summary.record.id,
)
export const sweepTable = tablesOf(
  'sweep',
  ({ sweeps }) => sweeps,
  ({ id }) => id,
)
export const studyTable = tablesOf(
  'study',
  ({ studies }) => studies,
  ({ id }) => id,
)
