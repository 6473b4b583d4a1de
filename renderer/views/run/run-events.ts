/** Which events of a run are shown: by what they are about, and by words. */
import type { RunEvent } from '../../../core/store/run.ts'
import { isFound } from '../../../core/text/find.ts'

/** Kinds that are looked for together. */
export const eventGroups = [
  { value: 'all', label: 'All events', kinds: null },
  {
    value: 'attempts',
    label: 'Beginnings and ends',
    kinds: ['started', 'resumed', 'paused', 'stopped', 'finished', 'crashed', 'diverged'],
  },
  { value: 'changes', label: 'Changes on the way', kinds: ['rate-changed', 'extended'] },
  { value: 'evaluations', label: 'Evaluations', kinds: ['evaluated'] },
  { value: 'checkpoints', label: 'Checkpoints', kinds: ['checkpoint', 'no-checkpoint'] },
  { value: 'trouble', label: 'Trouble', kinds: ['no-checkpoint', 'skipped', 'crashed', 'diverged'] },
] as const satisfies readonly { value: string; label: string; kinds: readonly RunEvent['kind'][] | null }[]

export type EventGroup = (typeof eventGroups)[number]['value']

/** Newest first. */
export function shownEvents(events: readonly RunEvent[], group: EventGroup, words: string): RunEvent[] {
  const kinds: readonly RunEvent['kind'][] | null = eventGroups.find(({ value }) => value === group)?.kinds ?? null
  return events
    .filter(
      ({ kind, text, step }) =>
        (kinds === null || kinds.includes(kind)) && isFound(words, { names: text, words: `${kind} ${step}` }),
    )
    .reverse()
}
