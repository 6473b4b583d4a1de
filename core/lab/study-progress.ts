/** How far a study is, how long it still takes, and when each of its runs was or will be trained. */
import type { StudyTime } from '../api/contract/studies.ts'
import { isAtRest, isOver } from '../compare/run-states.ts'
import { stepsDone } from '../compare/steps-done.ts'
import { timelineOf } from '../plan/timeline.ts'
import type { StudyCounts } from '../study/state.ts'
import type { Variant } from '../study/study.ts'
import type { CellStanding } from './study-standing.ts'

/** What training of a variant takes in milliseconds, as predicted for this computer; null where it was not measured. */
export type PredictedMs = (variant: Variant) => number | null

export function countsOf(cells: readonly CellStanding[]): StudyCounts {
  const ended = cells.filter(({ run }) => run !== null && isOver(run))
  return {
    all: cells.length,
    ended: ended.length,
    taken: ended.filter(({ taken }) => taken).length,
    paused: cells.filter(({ run }) => run?.status.kind === 'paused').length,
    training: cells.filter(({ run }) => run?.status.kind === 'running').length,
  }
}

/** One after the other; null where the time of one is not known. */
export function remainingOf(cells: readonly CellStanding[], predicted: PredictedMs): number | null {
  const left = cells.map((standing) => leftOf(standing, cells, predicted))
  return left.every((ms) => ms !== null) ? left.reduce((sum, ms) => sum + ms, 0) : null
}

/**
 * In milliseconds since 1970, in the order of the cells: as it was of runs that ended, as it will be likely of the others. `goes`: whether the study goes on by
 * itself; else nobody knows when those that wait begin.
 */
export function timesOf(
  cells: readonly CellStanding[],
  predicted: PredictedMs,
  { goes, now, atOnce }: { readonly goes: boolean; readonly now: number; readonly atOnce: number },
): StudyTime[] {
  const training = cells.filter(({ run }) => run?.status.kind === 'running')
  const busy = training.map((standing) => leftOf(standing, cells, predicted))
  const waiting = cells.filter(({ run }) => run === null || run.status.kind === 'queued')
  const isForeseen = goes && busy.every((ms) => ms !== null)
  const spans = isForeseen
    ? timelineOf(
        waiting.map((standing) => leftOf(standing, cells, predicted)),
        atOnce,
        busy,
      )
    : waiting.map(() => null)
  return cells.map((standing) => {
    const { cell, run } = standing
    const of = { variant: cell.variant.name, seed: cell.seed }
    if (run !== null && isAtRest(run)) return { ...of, kind: 'ended', startAt: run.startedAt, endAt: run.endedAt }
    if (run?.status.kind === 'running') {
      const left = busy[training.indexOf(standing)] ?? null
      return { ...of, kind: 'training', startAt: run.startedAt, endAt: left === null ? null : now + left }
    }
    const span = spans[waiting.indexOf(standing)] ?? null
    return { ...of, kind: 'waiting', startAt: span && now + span.start, endAt: span && now + span.end }
  })
}

/** 0 of a run that has ended; else by what its steps took so far, or those of others of its variant, or what was predicted. */
function leftOf({ cell, run }: CellStanding, cells: readonly CellStanding[], predicted: PredictedMs): number | null {
  if (run !== null && isAtRest(run)) return 0
  const like = cells.find((one) => one.cell.variant === cell.variant && one.run !== null && (one.run.trainedMs ?? 0) > 0)?.run
  const known = run?.trainedMs != null && stepsDone(run) > 0 ? run : like
  const steps = run?.totalSteps ?? like?.totalSteps ?? null
  if (known?.trainedMs != null && stepsDone(known) > 0 && steps !== null)
    return (Math.max(0, steps - (run === null ? 0 : stepsDone(run))) * known.trainedMs) / stepsDone(known)
  return predicted(cell.variant)
}
