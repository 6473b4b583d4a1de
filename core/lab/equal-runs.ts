/** Runs that are trained already, or about to be, found by what they are: so that a plan need not train them again. */
import { cellKey, type Cell } from '../plan/cell.ts'
import type { Library } from '../store/library.ts'
import { isBranch, isImport } from '../store/origin.ts'
import type { Live } from '../store/run-places.ts'
import type { RunSummary } from '../store/run.ts'

export interface EqualRuns {
  /** The id of one that has finished its planned steps from fresh weights, with equal design, data, recipe and seed; null where there is none. */
  find(cell: Cell): string | null
  /** The same of one that is on its way there by itself: it trains, or waits for nothing but its turn. */
  findUnderWay(cell: Cell): string | null
}

/** Whether it has finished its planned steps from fresh weights. */
export function isWhole(run: RunSummary): boolean {
  return run.status.kind === 'finished' && isAsPlanned(run)
}

type RunsToFind = Pick<Library['runs'], 'records' | 'summary' | 'running' | 'queued' | 'follows'>

export function findEqualRuns(runs: RunsToFind, live: Live): EqualRuns {
  /** A run's record never changes. */
  const keys = new Map<string, string>()
  const first = (ids: Iterable<string>, cell: Cell, isWanted: (run: RunSummary) => boolean): string | null => {
    const wanted = cellKey(cell)
    for (const id of ids) {
      const record = runs.records().get(id)
      if (record === undefined || record.recipe === null) continue
      const key = keys.get(id) ?? cellKey(record)
      keys.set(id, key)
      const run = key === wanted ? runs.summary(id, live) : null
      if (run !== null && isWanted(run)) return id
    }
    return null
  }
  return {
    find: (cell) => first(runs.records().keys(), cell, isWhole),
    findUnderWay: (cell) =>
      first([...runs.running(), ...runs.queued()], cell, (run) => isUnderWay(run) && runs.follows(run.record.id) === null),
  }
}

function isUnderWay(run: RunSummary): boolean {
  return (run.status.kind === 'running' || run.status.kind === 'queued') && isAsPlanned(run)
}

function isAsPlanned({ record, totalSteps, rateScale }: RunSummary): boolean {
  return !isBranch(record.origin) && !isImport(record.origin) && totalSteps === record.totalSteps && rateScale === 1
}
