/** Where a study stands. */
import { z } from 'zod'
import { countedText } from '../text/count-text.ts'

/** What is kept of it; how far it is follows from its runs. */
export const studyStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('going') }),
  /** A person paused it, or (with a reason) it waits for what a person is to do. */
  z.strictObject({ kind: z.literal('paused'), reason: z.string().nullable(), remedy: z.string().nullable() }),
  /** `all`: every run has ended. `cancelled`: a person ended it. */
  z.strictObject({ kind: z.literal('ended'), why: z.enum(['all', 'cancelled']), at: z.number() }),
])
export type StudyState = z.infer<typeof studyStateSchema>

/** What keeps a study that goes on from doing so now: words for a person. */
export interface Hindrance {
  readonly reason: string
  readonly remedy: string
}

export interface StudyCounts {
  readonly all: number
  readonly ended: number
  /** Of these, runs that were there for something else. */
  readonly taken: number
  /** Those that a person paused. */
  readonly paused: number
  readonly training: number
}

/** `5 of 12 runs have ended, 2 of them were there already, 1 is paused, 1 trains.` */
export function studyStateText(state: StudyState, { all, ended, taken, paused, training }: StudyCounts): string {
  const there = taken === 0 ? '' : `, ${taken} of them ${taken === 1 ? 'was' : 'were'} there already`
  const far = `${ended} of ${countedText(all, 'run')} ${all === 1 ? 'has' : 'have'} ended${there}${counted(paused, 'is paused', 'are paused')}${counted(training, 'trains', 'train')}.`
  switch (state.kind) {
    case 'going':
      return far
    case 'paused':
      return `Paused: ${far}${state.reason === null ? '' : ` ${state.reason} ${state.remedy ?? ''}`}`
    case 'ended':
      return state.why === 'all' ? `Ended: ${far}` : `Ended by a person: ${far}`
  }
}

function counted(count: number, one: string, more: string): string {
  return count === 0 ? '' : `, ${count} ${count === 1 ? one : more}`
}
