/** A machine's speeds: how long each kind of work takes on it, in each precision that was measured. */
import type { Recipe } from '../recipe/recipe.ts'
import { fitSpeeds } from './fit.ts'
import { workKinds, type Work, type WorkKind } from './work.ts'

export type Precision = Recipe['precision']

/** Milliseconds for one of each kind of work. */
export type Speeds = Readonly<Record<WorkKind, number>>

/** Of the precisions that were measured. */
export type MeasuredSpeeds = Readonly<Partial<Record<Precision, Speeds>>>

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
  depthwiseConv: 2e-7,
  groupedConv4: 2e-7,
}
const usualMacMs = 2e-8
const usualNumberMs = 3e-7
/** How much what is usual weighs beside one measurement: little. */
const pull = 1e-2

export function speedsFrom(timed: readonly TimedStep[]): Speeds {
  const measured = timed.map(({ work, ms }) => ({ work: workKinds.map((kind) => work[kind]), ms }))
  const fitted = fitSpeeds(measured, workKinds.map(usual), pull)
  return Object.fromEntries(workKinds.map((kind, index) => [kind, fitted[index] ?? 0])) as Record<WorkKind, number>
}

/** What stands for the speed of a kind that older measurements lack: so many times that of another. */
interface Substitute {
  readonly of: WorkKind
  readonly times: number
  /** As people call what has it. */
  readonly name: string
}

/** A multiply-accumulate in small groups takes longer than one of 16 channels, for vectors of 16 numbers are not filled; what goes over maps, as any map. */
const substitutes: Partial<Record<WorkKind, Substitute>> = {
  depthwiseConv: { of: 'conv16', times: 5, name: 'depthwise convolutions' },
  groupedConv4: { of: 'conv16', times: 5, name: 'convolutions in groups' },
  unevenNorm: { of: 'norm16', times: 0, name: 'batch normalization of odd widths' },
  channelwise: { of: 'map16', times: 1, name: 'group normalization and SE' },
  copy: { of: 'map16', times: 1, name: 'concatenations' },
  function: { of: 'map16', times: 0, name: 'activations with eˣ' },
  drawn: { of: 'map16', times: 0, name: 'dropout' },
  averagePool: { of: 'pool', times: 1, name: 'average pooling' },
}

/** Every kind's speed, those that lack by that of another; null where one lacks that nothing stands for. */
export function completeSpeeds(
  known: Readonly<Record<string, number>>,
): { speeds: Record<WorkKind, number>; lacks: WorkKind[] } | null {
  const lacks = workKinds.filter((kind) => known[kind] === undefined)
  const speedOf = (kind: WorkKind): number | undefined => {
    const substitute = substitutes[kind]
    return known[kind] ?? (substitute && substitute.times * (known[substitute.of] ?? NaN))
  }
  const speeds = Object.fromEntries(workKinds.map((kind) => [kind, speedOf(kind) ?? NaN])) as Record<WorkKind, number>
  return Object.values(speeds).some(Number.isNaN) ? null : { speeds, lacks }
}

/** As people call what lacking kinds of work belong to. */
export function namesOf(lacks: readonly WorkKind[]): string[] {
  return lacks.flatMap((kind) => substitutes[kind]?.name ?? [])
}

function usual(kind: WorkKind): number {
  return usualMs[kind] ?? (/conv|linear/i.test(kind) ? usualMacMs : usualNumberMs)
}

/** How long a step takes, in milliseconds. */
export function stepTime(work: Work, speeds: Speeds): number {
  return workKinds.reduce((sum, kind) => sum + work[kind] * speeds[kind], 0)
}
