/** Runs that were trained whole already, found by what they are: so that a plan need not train them again. */
import { cellKey, type Cell } from '../plan/cell.ts'
import type { Library } from '../store/library.ts'
import { isBranch, isImport } from '../store/origin.ts'

export interface EqualRuns {
  /** The id of one that has finished its planned steps from fresh weights, with equal design, data, recipe and seed; null where there is none. */
  find(cell: Cell): string | null
}

export function findEqualRuns(runs: Library['runs']): EqualRuns {
  /** A run's record never changes. */
  const keys = new Map<string, string>()
  const isAsPlanned = (id: string): boolean => {
    const summary = runs.summary(id, () => null)
    if (summary === null || summary.status.kind !== 'finished') return false
    const { record, totalSteps, rateScale } = summary
    return !isBranch(record.origin) && !isImport(record.origin) && totalSteps === record.totalSteps && rateScale === 1
  }
  return {
    find(cell) {
      const wanted = cellKey(cell)
      for (const record of runs.records().values()) {
        if (record.recipe === null) continue
        const key = keys.get(record.id) ?? cellKey(record)
        keys.set(record.id, key)
        if (key === wanted && isAsPlanned(record.id)) return record.id
      }
      return null
    },
  }
}
