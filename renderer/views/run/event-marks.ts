/** What happened to a run on its way, as marks through the panels of its curves. */
import type { Mark } from '../../components/charts/chart.ts'
import { rateText } from '../../../core/recipe/rate-text.ts'
import type { RunEvent } from '../../../core/store/run.ts'
import { formatCount } from '../../format.ts'

/** What a mark says of an event; null for one that the curves show by themselves. */
function markText({ kind, attempt, facts }: RunEvent): string | null {
  switch (kind) {
    case 'resumed':
      return `resumed, attempt ${attempt}`
    case 'extended':
      return facts?.what === 'length' ? `to step ${formatCount(facts.totalSteps)}` : 'longer'
    case 'rate-changed':
      // The schedule's own drops are marks already.
      return facts?.what === 'scale' ? `rate × ${rateText(facts.scale)}` : null
    case 'started':
    case 'evaluated':
    case 'checkpoint':
    case 'no-checkpoint':
    case 'skipped':
    case 'paused':
    case 'stopped':
    case 'finished':
    case 'crashed':
    case 'diverged':
      return null
  }
}

/** `unit`: steps in one unit of x. */
export function eventMarks(events: readonly RunEvent[], unit: number): Mark[] {
  return events.flatMap((event) => {
    const text = markText(event)
    return text === null ? [] : [{ x: event.step / unit, kind: 'start' as const, text, planned: false }]
  })
}

/** Marks in the order of x, those at one x as one. */
export function joinMarks(marks: readonly Mark[]): Mark[] {
  const joined: Mark[] = []
  for (const mark of [...marks].sort((one, other) => one.x - other.x)) {
    const last = joined.at(-1)
    if (last?.x === mark.x) joined[joined.length - 1] = { ...last, text: `${last.text}, ${mark.text}` }
    else joined.push(mark)
  }
  return joined
}
