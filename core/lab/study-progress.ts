/** How far a study is, and how long it still takes. */
import { isAtRest } from '../api/run-states.ts'
import { stepsDone } from '../api/steps-done.ts'
import type { StudyCounts } from '../study/state.ts'
import type { CellStanding } from './study-standing.ts'

export function countsOf(cells: readonly CellStanding[]): StudyCounts {
  const ended = cells.filter(({ run }) => run !== null && isAtRest(run))
  return {
    all: cells.length,
    ended: ended.length,
    taken: ended.filter(({ taken }) => taken).length,
    training: cells.filter(({ run }) => run?.status.kind === 'running').length,
  }
}

/** Of each run that is still to end what its steps took so far; of one that is not begun what others of its variant took, or what was predicted of it. */
export function remainingOf(cells: readonly CellStanding[]): number | null {
  let total = 0
  for (const { cell, run } of cells) {
    if (run !== null && isAtRest(run)) continue
    const like = cells.find((one) => one.cell.variant === cell.variant && one.run !== null && (one.run.trainedMs ?? 0) > 0)?.run
    const known = run?.trainedMs != null && stepsDone(run) > 0 ? run : like
    const predicted = (run ?? like)?.record.predicted
    const steps = run?.totalSteps ?? like?.totalSteps ?? null
    const stepMs =
      known?.trainedMs != null && stepsDone(known) > 0 ? known.trainedMs / stepsDone(known) : (predicted?.stepMs ?? null)
    if (steps === null || stepMs === null) return null
    total += Math.max(0, steps - (run === null ? 0 : stepsDone(run))) * stepMs
  }
  return total
}
