/** A machine's speeds: how long each kind of work takes on it, in each precision that was measured. */
import type { Recipe } from '../recipe/recipe.ts'
import { fitSpeeds } from './fit.ts'
import { workKinds, type Work, type WorkKind } from './work.ts'

export type Precision = Recipe['precision']

/** Milliseconds for one of each kind of work. */
export type Speeds = Readonly<Record<WorkKind, number>>

/** A step that was timed. */
export interface TimedStep {
  readonly work: Work
  readonly ms: number
}

/** On two cores of an AMD EPYC in float32, roughly: where the probes do not tell kinds of work apart, their proportions are these. */
const usualMs: Partial<Record<WorkKind, number>> = {
  step: 1,
  layer: 0.02,
  image: 1e-6,
  imageConv: 4e-8,
  conv16: 4e-8,
  stridedConv: 5e-9,
}
const usualMacMs = 2e-8
const usualNumberMs = 3e-7
/** How much what is usual weighs beside one measurement: little. */
const pull = 1e-2

/**
 * How much longer than one of 16 channels, all in one, a multiply-accumulate takes in groups of four or fewer: vectors of 16 numbers are not filled.
 * Measured: 4 to 6 in float32 and bfloat16. No probe has groups.
 */
const ofGroups = 5

export function speedsFrom(timed: readonly TimedStep[]): Speeds {
  const measured = timed.map(({ work, ms }) => ({ work: workKinds.map((kind) => work[kind]), ms }))
  const fitted = fitSpeeds(measured, workKinds.map(usual), pull)
  const speeds = Object.fromEntries(workKinds.map((kind, index) => [kind, fitted[index] ?? 0])) as Record<WorkKind, number>
  return { ...speeds, groupedConv: ofGroups * speeds.conv16 }
}

function usual(kind: WorkKind): number {
  return usualMs[kind] ?? (/conv|linear/i.test(kind) ? usualMacMs : usualNumberMs)
}

/** How long a step takes, in milliseconds. */
export function stepTime(work: Work, speeds: Speeds): number {
  return workKinds.reduce((sum, kind) => sum + work[kind] * speeds[kind], 0)
}
