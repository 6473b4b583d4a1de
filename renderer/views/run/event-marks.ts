/** What happened to a run on its way, as marks through the panels of its curves. */
import type { Mark } from '../../components/charts/chart.ts'
import type { PlaceOfStep } from '../../components/charts/x-axis.ts'
import { rateText } from '../../../core/recipe/rate-text.ts'
import type { RunEvent } from '../../../core/store/run.ts'
import { formatCount } from '../../format.ts'

/** The mark of an event; null for one that the curves show by themselves, or that marks of the schedule tell of. */
function markOf({ kind, attempt, facts }: RunEvent): Pick<Mark, 'kind' | 'text'> | null {
  switch (kind) {
    case 'resumed':
      return { kind: 'start', text: `resumed, attempt ${attempt}` }
    case 'extended':
      return { kind: 'start', text: facts?.what === 'length' ? `to step ${formatCount(facts.totalSteps)}` : 'longer' }
    case 'rate-changed':
      // The schedule's own drops are marks already.
      return facts?.what === 'scale' ? { kind: 'start', text: `rate × ${rateText(facts.scale)}` } : null
    case 'paused':
    case 'stopped':
      return { kind: 'end', text: kind }
    case 'no-checkpoint':
      return { kind: 'end', text: 'no checkpoint' }
    case 'skipped':
      return { kind: 'end', text: 'step skipped' }
    case 'checkpoint':
      return { kind: 'checkpoint', text: 'checkpoint' }
    case 'started':
    case 'evaluated':
    case 'finished':
    case 'crashed':
    case 'diverged':
      return null
  }
}

export function eventMarks(events: readonly RunEvent[], place: PlaceOfStep): Mark[] {
  return events.flatMap((event) => {
    const mark = markOf(event)
    return mark === null ? [] : [{ ...mark, x: place(event.step), planned: false }]
  })
}

/** Where a rate fell that follows what is measured, so that no schedule tells it ahead. */
export function plateauMarks(events: readonly RunEvent[], place: PlaceOfStep): Mark[] {
  return events.flatMap(({ kind, step, facts }) => {
    if (kind !== 'rate-changed' || facts?.what !== 'rate') return []
    const fell = facts.before !== undefined && facts.before !== null && facts.before > facts.rate
    return fell ? [{ x: place(step), kind: 'drop', text: `rate ${rateText(facts.rate)}`, planned: false }] : []
  })
}

/** Marks in the order of x, those at one x as one; checkpoints stand at the axis, each on its own. */
export function joinMarks(marks: readonly Mark[]): Mark[] {
  const joined: Mark[] = []
  for (const mark of [...marks].sort((one, other) => one.x - other.x)) {
    const last = joined.at(-1)
    if (last?.x === mark.x && last.kind !== 'checkpoint' && mark.kind !== 'checkpoint')
      joined[joined.length - 1] = { ...last, text: `${last.text}, ${mark.text}` }
    else joined.push(mark)
  }
  return joined
}
