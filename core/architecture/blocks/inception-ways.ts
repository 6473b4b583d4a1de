/**
 * The parallel ways of Inception's blocks, as data: on each a window after the other, and their ends side by side. All widths follow from one
 * base width: in proportion to the published ones, which are those at 32.
 */
import type { ConvConfig } from '../../graph/layers/conv-config.ts'
import { sidesOf, type Sides } from '../../graph/map-shape.ts'
import type { PoolConfig } from '../../graph/layers/pool.ts'
import { paddingOf } from '../map-size.ts'
import { activationField, activationSchema, activationSteps } from '../options/activation.ts'
import {
  hasOffset,
  normalizationFields,
  normalizationProblems,
  normalizationSchema,
  normalizationSteps,
} from '../options/normalization.ts'
import { padded, type Padding } from '../options/padding.ts'
import type { PartField } from '../part-field.ts'
import type { Activating } from '../part-rule.ts'
import type { PartPlace, Problem } from '../problem.ts'
import { layer, within, type Fork, type LayerStep, type Step, type WindowMends } from '../steps.ts'

/** A convolution by its kernel and its published channels, or a 3×3 pooling. */
type WayWindow = readonly [kernel: Sides, channels: number] | 'averagePool' | 'maxPool'

export type Way = readonly WayWindow[]

/** The base width at which a net has the published channels. */
export const publishedBase = 32

/** Channels in proportion to the published ones: 48 at base width 32 are 6 at 4. */
export function channelsAt(base: number, published: number): number {
  return Math.max(1, Math.round((published * base) / publishedBase))
}

/** What follows each convolution: BN and ReLU in the paper. */
export const unitOptions = { normalization: normalizationSchema.default('batch'), activation: activationSchema.default('relu') }

/** The inspector's fields of it. */
export function unitFields<P extends Activating>(): PartField<P & Activating>[] {
  return [...normalizationFields<P>(), activationField<P>()] as PartField<P & Activating>[]
}

/** Convolution, normalization and activation, their names followed by `number`. */
export function convUnit(
  number: number,
  config: Omit<ConvConfig, 'bias'>,
  { normalization, activation }: Activating,
  mends?: WindowMends,
): Step[] {
  return [
    layer('conv', `conv${number}`, { ...config, bias: !hasOffset(normalization) }, mends),
    ...normalizationSteps(normalization, String(number)),
    ...activationSteps(activation, String(number)),
  ]
}

/** `published`: channels of all that is normalised, as the net of base width 32 has them. */
export function unitProblems({ width, normalization }: Unit, place: PartPlace, published: readonly number[]): Problem[] {
  return (
    published
      .map((channels) => normalizationProblems(normalization, place, channelsAt(width, channels)))
      .find((found) => found.length > 0) ?? []
  )
}

/** Channels that the convolutions of these ways give, as published. */
export function publishedChannels(ways: readonly Way[]): number[] {
  return ways.flat().flatMap((window) => (typeof window === 'string' ? [] : [window[1]]))
}

/** Of which the ways of one block are made. */
type Unit = Activating & { readonly width: number }

/** What the last window of each way has, so that all end in one size; all before keep the map's. */
interface LastWindow {
  readonly stride: number
  readonly padding: Padding
}

/** `way1.conv1`, `way1.bn1`, …, `concat`. `width`: the base width. */
export function waysFork(ways: readonly Way[], unit: Unit, last: LastWindow): Fork {
  return {
    branches: ways.map((way, index) => ({
      branch: 'main',
      steps: waySteps(way, unit, last).map((step) => within(`way${index + 1}`, step)),
    })),
    merge: layer('concat', 'concat', {}),
  }
}

function waySteps(way: Way, unit: Unit, last: LastWindow): Step[] {
  return way.flatMap((window, index) => {
    const { stride, padding }: LastWindow = index === way.length - 1 ? last : { stride: 1, padding: 'half' }
    const mends = padding === 'half' ? undefined : { window: padded }
    if (typeof window === 'string') return [poolStep(window, { kernel: 3, stride, padding: padding === 'half' ? 1 : 0 }, mends)]
    const [kernel, published] = window
    const sides = padding === 'half' ? halves(kernel) : 0
    const number = way.slice(0, index + 1).filter((one) => typeof one !== 'string').length
    return convUnit(number, { kernel, width: channelsAt(unit.width, published), stride, padding: sides }, unit, mends)
  })
}

function poolStep(kind: 'averagePool' | 'maxPool', config: PoolConfig, mends?: WindowMends): LayerStep {
  return kind === 'maxPool' ? layer(kind, 'pool', config, mends) : layer(kind, 'pool', { ...config, countsPadding: false }, mends)
}

/** Half of each side: 1×7 is padded by three columns and no row. */
function halves(kernel: Sides): Sides {
  const [rows, columns] = sidesOf(kernel)
  return rows === columns ? paddingOf({ kernel: rows }) : [paddingOf({ kernel: rows }), paddingOf({ kernel: columns })]
}
