/** What stands along x, as a person chose it: which clock of the lab it is of, how much of that is one unit, and its words. */
import { imagesPerStep } from '../../../core/recipe/schedule.ts'
import type { CurveClock } from '../../../core/store/curves/clock.ts'
import type { AnyRunRecord, Curve } from '../../../core/store/run.ts'
import { formatCount, formatDuration } from '../../format.ts'
import { indexAt } from './chart.ts'
import { formatStepTick } from './ticks.ts'

export type XUnit = 'step' | 'epoch' | 'images' | 'active' | 'wall'

export const xUnits: readonly { readonly value: XUnit; readonly label: string }[] = [
  { value: 'step', label: 'by step' },
  { value: 'epoch', label: 'by epoch' },
  { value: 'images', label: 'by images seen' },
  { value: 'active', label: 'by time at work' },
  { value: 'wall', label: 'by time since start' },
]

export const clockOf = (unit: XUnit): CurveClock => (unit === 'active' || unit === 'wall' ? unit : 'step')

/** How much of the clock, in steps or milliseconds, is one of the unit. `longest`: milliseconds that are to be in sight. */
export function clockPer(
  unit: XUnit,
  { stepsPerEpoch, recipe }: Pick<AnyRunRecord, 'stepsPerEpoch' | 'recipe'>,
  longest: number,
): number {
  switch (unit) {
    case 'step':
      return 1
    case 'epoch':
      return stepsPerEpoch ?? 1
    case 'images':
      return recipe === null ? 1 : 1 / imagesPerStep(recipe)
    case 'active':
    case 'wall':
      return timeUnit(longest).milliseconds
  }
}

/** Whether a run can stand along it: how many images make an epoch, or a step, is not known of one that was trained elsewhere. */
export function hasUnit(unit: XUnit, { recipe }: Pick<AnyRunRecord, 'recipe'>): boolean {
  return recipe !== null || (unit !== 'epoch' && unit !== 'images')
}

const timeUnits = [
  { title: 's', milliseconds: 1000 },
  { title: 'min', milliseconds: 60_000 },
  { title: 'h', milliseconds: 3_600_000 },
  { title: 'days', milliseconds: 86_400_000 },
] as const
const usualTime = timeUnits[0]

/** The largest unit of which there are three or more. */
function timeUnit(longest: number): (typeof timeUnits)[number] {
  return timeUnits.findLast(({ milliseconds }) => longest >= 3 * milliseconds) ?? usualTime
}

export interface XWords {
  /** Stands at the axis: "step", "min". */
  readonly title: string
  /** There is nothing between whole numbers. */
  readonly whole: boolean
  /** x at the cursor, and at a tick. */
  readonly format: (x: number) => string
  readonly formatTick: (x: number) => string
}

/** `largest`: the largest x there is; null where ticks are far apart, as on a logarithmic axis. */
export function xWords(unit: XUnit, largest: number | null, longest: number): XWords {
  switch (unit) {
    case 'step':
    case 'images':
      return { title: unit, whole: true, format: formatCount, formatTick: (x) => formatStepTick(x, largest ?? x) }
    case 'epoch':
      return { title: unit, whole: false, format: (x) => x.toFixed(2), formatTick: String }
    case 'active':
    case 'wall': {
      const { title, milliseconds } = timeUnit(longest)
      return { title, whole: false, format: (x) => formatDuration(x * milliseconds), formatTick: String }
    }
  }
}

/** Where a step stands along x; NaN where that is not known. */
export type PlaceOfStep = (step: number) => number

export const onSteps =
  (per: number): PlaceOfStep =>
  (step) =>
    step / per

/** By time a step stands at the last entry of a curve of the run that it is not before: a pixel off at most, and never beyond a pause. */
export function placeOfStep(unit: XUnit, per: number, curve: Pick<Curve, 'steps' | 'x'> | undefined): PlaceOfStep {
  if (clockOf(unit) === 'step') return onSteps(per)
  if (curve === undefined) return () => NaN
  const { steps, x } = curve
  return (step) => {
    if (step > (steps.at(-1) ?? -1)) return NaN
    return (x[Math.max(0, indexAt(steps, step))] ?? NaN) / per
  }
}
