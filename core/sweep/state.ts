/** Where a sweep stands, and what its result says in words. */
import { z } from 'zod'
import { isOpen, ranked, type Trial } from './trial.ts'

/** What is kept of where it stands; how far it is follows from its runs. */
export const sweepStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('going') }),
  /** A person paused it, or (with a reason) it waits for what a person is to do. */
  z.strictObject({ kind: z.literal('paused'), reason: z.string().nullable(), remedy: z.string().nullable() }),
  /** `all`: all trials are there. `time`: the limit of time was reached. `cancelled`: a person ended it. */
  z.strictObject({ kind: z.literal('ended'), why: z.enum(['all', 'time', 'cancelled']), at: z.number() }),
])
export type SweepState = z.infer<typeof sweepStateSchema>

export interface TrialCounts {
  readonly all: number
  readonly done: number
  readonly pruned: number
  readonly failed: number
  /** Ended by a person, or under way when the sweep was ended. */
  readonly ended: number
  readonly open: number
}

export function countTrials(trials: readonly Trial[]): TrialCounts {
  const count = (...states: readonly Trial['state'][]): number => trials.filter(({ state }) => states.includes(state)).length
  return {
    all: trials.length,
    done: count('done'),
    pruned: count('pruned'),
    failed: count('failed', 'refused'),
    ended: count('stopped', 'cut'),
    open: trials.filter(isOpen).length,
  }
}

/** `Ended: all 24 trials are there; 15 trained whole, 7 pruned, 2 failed.` `planned`: trials in all. */
export function stateText(state: SweepState, counts: TrialCounts, planned: number): string {
  const parts = [
    `${counts.done} trained whole`,
    ...(counts.pruned > 0 ? [`${counts.pruned} pruned`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.ended > 0 ? [`${counts.ended} ended before`] : []),
    ...(state.kind !== 'ended' && counts.open > 0 ? [`${counts.open} under way`] : []),
  ].join(', ')
  switch (state.kind) {
    case 'going':
      return `Trial ${Math.min(planned, Math.max(1, counts.all))} of ${planned}: ${parts}.`
    case 'paused':
      return `Paused at ${counts.all} of ${planned} trials: ${parts}.${state.reason === null ? '' : ` ${state.reason} ${state.remedy ?? ''}`}`
    case 'ended':
      return `${endText[state.why]} after ${counts.all} of ${planned} trials: ${parts}.`
  }
}

const endText = { all: 'Ended', time: 'Ended by its limit of time', cancelled: 'Ended by a person' } as const

/** What of the best trial a person must know to judge it; empty before there is one. */
export function cautions(trials: readonly Trial[], comparedBy: 'validation' | 'test'): string[] {
  const [best, second] = ranked(trials)
  if (best === undefined) return []
  const n = best.sample.n
  return [
    ...(comparedBy === 'test'
      ? [
          'It was chosen by the test set, so its test error is too good an estimate: hold images out for validation to choose by those.',
        ]
      : []),
    ...(n < 2 ? ['One seed: how far the same settings differ from seed to seed is not known.'] : []),
    ...(second && best.sample.standardError !== null && second.sample.mean - best.sample.mean < best.sample.standardError
      ? [`Trial ${second.note.number} is within one standard error of it.`]
      : []),
  ]
}
