/** The learning rate over the steps of a run, as a line that can be drawn; and what of it only training will tell. */
import { learningRate, noProgress, type Rates } from '../../../core/recipe/schedule.ts'
import { countText, numberText } from '../../../core/recipe/number-text.ts'

export interface SchedulePoint {
  readonly step: number
  readonly rate: number
}

/** Curves are drawn through about so many points. */
const resolution = 160

/** As if a warm-up that waits for an error had ended at once, and as if the error always fell. */
const ahead = { ...noProgress, warmedUpAt: 0 }

/**
 * From the step `from` to `end`, at the rates that the trainer uses in a run planned for `totalSteps`; drops, where two points share a step,
 * and corners are exact. What waits for an error is drawn as if it never had to: `onlyTold` says what else may come.
 */
export function schedulePoints(rates: Rates, totalSteps: number, from = 0, end = totalSteps): SchedulePoint[] {
  const at = (step: number): number => learningRate(rates, step, totalSteps, ahead)
  const points = cornerSteps(rates, totalSteps, from, end).flatMap((step) => {
    const before = step > from && isDrop(rates, step) ? [{ step, rate: at(step - 1) }] : []
    return [...before, { step, rate: at(step) }]
  })
  return end > from ? [...points, { step: end, rate: at(end - 1) }] : points
}

function isDrop({ learningRate: schedule }: Rates, step: number): boolean {
  return schedule.kind === 'steps' && schedule.after.includes(step)
}

/** Steps at which the line turns, and enough between them where it is curved, in order. */
function cornerSteps({ learningRate: schedule, warmUp }: Rates, totalSteps: number, from: number, end: number): number[] {
  const curved = schedule.kind === 'cosine' || schedule.kind === 'one-cycle'
  const warmEnd = warmUp.kind === 'linear' ? warmUp.steps : 0
  const corners = [
    from,
    ...(warmEnd > 0 ? spread(0, warmEnd - 1, curved ? 40 : 1) : []),
    ...(curved ? spread(0, totalSteps - 1, resolution) : []),
    ...(schedule.kind === 'one-cycle' ? [Math.round(schedule.rise * (totalSteps - 1))] : []),
    ...(schedule.kind === 'steps' ? schedule.after : []),
    totalSteps - 1,
  ]
  return [...new Set(corners)].filter((step) => step >= from && step < end).sort((a, b) => a - b)
}

function spread(from: number, to: number, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, part) => Math.round(from + ((to - from) * part) / parts))
}

/** Whether a log scale shows it best: where the rate is divided rather than led along a curve. */
export function isLogarithmic({ learningRate: schedule }: Rates): boolean {
  return schedule.kind === 'steps' || schedule.kind === 'plateau'
}

/** What the line cannot show because only training will tell it; null where it shows all. */
export function onlyTold({ learningRate: schedule, warmUp }: Rates): string | null {
  const parts = [
    ...(warmUp.kind === 'until-error'
      ? [`${numberText(warmUp.rate)} before that, until the training error is below ${numberText(warmUp.error)}`]
      : []),
    ...(schedule.kind === 'plateau'
      ? [
          `÷ ${numberText(schedule.divisor)} each time ${countText(schedule.patience)} evaluation${schedule.patience === 1 ? '' : 's'} bring no lower error`,
        ]
      : []),
  ]
  return parts.length === 0 ? null : `${parts.join('; ')}: when, only training tells`
}

/** Rates that may come, at times that are not known: the levels of a plateau rule, the warm-up's. Highest first. */
export function possibleRates({ learningRate: schedule, warmUp }: Rates): number[] {
  const warm = warmUp.kind === 'until-error' ? [warmUp.rate] : []
  if (schedule.kind !== 'plateau' || schedule.divisor <= 1) return warm
  const levels = [1, 2].map((times) => schedule.initial / schedule.divisor ** times)
  return [...warm, ...levels.map((rate) => Math.max(rate, schedule.least))].sort((a, b) => b - a)
}

/** The range its curve is drawn in: from the lowest to the highest rate, with a little air; about the rate itself where it never drops. */
export function rateRange(rates: readonly number[]): { min: number; max: number } {
  const max = Math.max(...rates)
  // A rate of 0 has no place on a log scale: at most four decades are drawn.
  const min = Math.max(Math.min(...rates), max / 1e4)
  return min === max ? { min: min / 3, max: max * 3 } : { min: min / 1.3, max: max * 1.3 }
}
