/**
 * Where the runs of each study stand, kept between looks: what ended is read once, and again only where it changed. Runs that wait or train are few, and
 * are read at every look.
 */
import { isAtRest } from '../compare/run-states.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'
import { trainedHere, type TrainedRun } from '../store/run.ts'
import type { KeptStudy } from '../store/studies.ts'
import { cellsOf, type StudyCell } from '../study/cells.ts'
import type { Signal } from './signal.ts'

export interface CellStanding {
  readonly cell: StudyCell
  /** Null while it is not begun. */
  readonly run: TrainedRun | null
  /** Whether the run is there for something else. */
  readonly taken: boolean
}

export interface StudyStandings {
  /** In the order of `cellsOf`. Of several runs of a cell its newest counts. */
  of(kept: KeptStudy): readonly CellStanding[]
  /** Whether a change of that run changes where the study stands, or may. */
  concerns(study: string, run: string): boolean
  /** The same of any study that was looked at. */
  concernsAny(run: string): boolean
}

export interface StudyStandingsOptions {
  readonly runs: Pick<Library['runs'], 'records' | 'summary'>
  readonly live: Live
  readonly runsChanged: Pick<Signal<string>, 'watch'>
}

/** What is known of a study since it was last changed itself. */
interface Known {
  readonly kept: KeptStudy
  readonly cells: readonly StudyCell[]
  /** Ids by cell: its own runs, the newest last, and those taken for it. */
  readonly own: Map<string, string>
  readonly taken: ReadonlyMap<string, string>
  /** Runs that had ended when they were read, by their ids. */
  readonly ended: Map<string, TrainedRun>
}

export function keepStandings({ runs, live, runsChanged }: StudyStandingsOptions): StudyStandings {
  const known = new Map<string, Known>()

  runsChanged.watch((run) => {
    const record = runs.records().get(run)
    for (const [id, one] of known) {
      one.ended.delete(run)
      // An older run of its cell counts again.
      if (record === undefined && has(one, run)) known.delete(id)
    }
    if (record?.partOf?.kind !== 'study' || record.recipe === null) return
    known.get(record.partOf.id)?.own.set(keyOf(record.partOf.variant, record.recipe.seed), run)
  })

  const lookedAt = (kept: KeptStudy): Known => {
    const before = known.get(kept.id)
    if (before?.kept === kept) return before
    const made: Known = {
      kept,
      cells: cellsOf(kept.study),
      own: before?.own ?? ownRuns(kept.id),
      taken: new Map(kept.taken.map(({ variant, seed, run }) => [keyOf(variant, seed), run])),
      ended: before?.ended ?? new Map<string, TrainedRun>(),
    }
    known.set(kept.id, made)
    return made
  }
  const ownRuns = (study: string): Map<string, string> => {
    const own = new Map<string, string>()
    const oldestFirst = [...runs.records().values()].sort((one, other) => one.createdAt - other.createdAt)
    for (const { id, partOf, recipe } of oldestFirst)
      if (recipe !== null && partOf?.kind === 'study' && partOf.id === study) own.set(keyOf(partOf.variant, recipe.seed), id)
    return own
  }
  const read = ({ ended }: Known, id: string | undefined): TrainedRun | null => {
    if (id === undefined || !runs.records().has(id)) return null
    const before = ended.get(id)
    if (before !== undefined) return before
    const summary = runs.summary(id, live)
    const run = summary && trainedHere(summary)
    if (run !== null && isAtRest(run)) ended.set(id, run)
    return run
  }

  return {
    of(kept) {
      const one = lookedAt(kept)
      return one.cells.map((cell) => {
        const key = keyOf(cell.variant.name, cell.seed)
        const mine = read(one, one.own.get(key))
        const run = mine ?? read(one, one.taken.get(key))
        return { cell, run, taken: mine === null && run !== null }
      })
    },
    concerns(study, run) {
      const one = known.get(study)
      return one === undefined || has(one, run)
    },
    concernsAny: (run) => [...known.values()].some((one) => has(one, run)),
  }
}

function has({ own, taken }: Known, run: string): boolean {
  return [...own.values(), ...taken.values()].includes(run)
}

function keyOf(variant: string, seed: number): string {
  return `${seed} ${variant}`
}
