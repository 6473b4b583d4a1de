/** Where a run goes on, and when that takes a person's word: what was measured is never dropped for a checkpoint that was lost. Pure. */
import { Failure } from '../files/failure.ts'
import type { UnusableCheckpoint } from './checkpoints.ts'
import type { ReadAttempt } from './metrics-rows.ts'
import type { RunEvent } from './run.ts'

export interface WayOn {
  /** Step of the newest checkpoint that can be used; null when there is none: then it begins anew. */
  readonly from: number | null
  /** Why that is not the newest that was kept, in a person's words: it takes a word to go on. Null when it is. */
  readonly refused: string | null
}

/** Step of the newest checkpoint that the run has kept by its own account; 0 when it has kept none. */
export function keptStep(attempts: readonly ReadAttempt[], events: readonly Pick<RunEvent, 'kind' | 'step'>[]): number {
  const last = attempts.at(-1)
  // Each end but a divergence comes after a checkpoint; what an attempt went on from was one.
  const ended = last?.end && last.end.outcome !== 'diverged' ? last.end.step : 0
  const told = events.filter(({ kind }) => kind === 'checkpoint').map(({ step }) => step)
  return Math.max(0, last?.fromStep ?? 0, ended, ...told)
}

/** `unusable`: what stands beyond `from` and cannot be gone on from, newest first. */
export function wayOn(from: number | null, kept: number, unusable: readonly UnusableCheckpoint[]): WayOn {
  const beyond = unusable.filter(({ step }) => step > (from ?? -1))
  const said = beyond.map(unusableText)
  const isMissing = kept > (from ?? 0) && !beyond.some(({ step }) => step === kept)
  const missing = isMissing ? [`The checkpoint of step ${kept} is gone.`] : []
  const refused = [...missing, ...said].join(' ')
  return { from, refused: refused === '' ? null : refused }
}

export function unusableText({ step, why }: UnusableCheckpoint): string {
  return `The checkpoint of step ${step} cannot be used: ${why}.`
}

/** What a person is told who wants a run to go on that cannot without their word. */
export function refusedWayOn(run: string, { from }: WayOn, refused: string): Failure {
  const anew = `or train it again from the start, as a run beside this one: again ${run} on the command line`
  return from === null
    ? new Failure(
        'checkpoint-unusable',
        `${refused} It has no other, so it could only begin anew, over all that it has measured.`,
        `Put the checkpoint back from a copy, ${anew}.`,
      )
    : new Failure(
        'checkpoint-unusable',
        `${refused} Its newest that is whole is of step ${from}; going on from there drops what was measured beyond.`,
        `Put the checkpoint back from a copy, go back to step ${from} (resume ${run} --back-to ${from}), ${anew}.`,
      )
}
