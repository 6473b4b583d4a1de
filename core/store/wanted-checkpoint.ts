/** Which of a run's checkpoints is meant. */
import { Failure } from '../files/failure.ts'
import { checkpointLister, describeCheckpoints } from './checkpoints.ts'
import type { RunRecord } from './run.ts'

/** One of a step, or one that the run keeps for a reason. */
export type WantedCheckpoint = number | 'best' | 'last'

/** The step of it. Throws a Failure `no-checkpoint` where the run has no such one. */
export function wantedStep(folder: string, record: RunRecord, wanted: WantedCheckpoint): number {
  const { usable, unusable } = checkpointLister().list(folder, record.id)
  const described = describeCheckpoints(usable, record.recipe, record.stepsPerEpoch)
  const found =
    wanted === 'last'
      ? described[0]
      : described.find(({ step, kept }) => (wanted === 'best' ? kept.includes('best') : step === wanted))
  if (found !== undefined) return found.step
  const what = typeof wanted === 'number' ? `no checkpoint of step ${wanted}` : `no ${wanted} checkpoint`
  const damaged = unusable.find(({ step }) => typeof wanted !== 'number' || step === wanted)
  const why = damaged === undefined ? '' : `: that of step ${damaged.step} cannot be read: ${damaged.why}`
  const others = described.map(({ step }) => step).join(', ')
  throw new Failure('no-checkpoint', `${record.name} has ${what}${why}.`, remedyOf(others, damaged !== undefined))
}

function remedyOf(others: string, isDamaged: boolean): string {
  if (others !== '') return `It has those of steps ${others}.`
  return isDamaged
    ? 'Bring the run back from a backup or a pack, or train it again.'
    : 'Resume it: a checkpoint is written as it trains. One that diverged before its first has none: train it again with a smaller learning rate.'
}
