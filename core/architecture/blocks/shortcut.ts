/** Shortcut options A, B, C and none: how the input of a block reaches its end (He et al. 2016, sections 3.3 and 4.1). */
import { z } from 'zod'
import type { PartField } from '../part-field.ts'
import { placeName, type Problem } from '../problem.ts'
import { hasOffset, normalizationSteps, type Normalization } from '../options/normalization.ts'
import { layer, within, type Step } from '../steps.ts'
import type { BlockSite } from './block-rule.ts'
import type { AveragePoolConfig } from '../../graph/layers/average-pool.ts'
import type { MapSize } from '../map-size.ts'

/** A pads new channels with zeros, B projects where dimensions change, C projects always, none is a plain net. */
export const shortcutSchema = z.enum(['A', 'B', 'C', 'none'])

export type Shortcut = z.infer<typeof shortcutSchema>

const options: readonly { value: Shortcut; label: string; title: string }[] = [
  { value: 'A', label: 'A', title: 'zero padding where it widens' },
  { value: 'B', label: 'B', title: '1×1 where shape changes' },
  { value: 'C', label: 'C', title: '1×1 in every block' },
  { value: 'none', label: 'none', title: 'plain' },
]

/** The inspector's field, for every kind that has shortcuts. */
export function shortcutField<S extends { readonly shortcut: Shortcut }>(): PartField<S & { readonly shortcut: Shortcut }> {
  return {
    kind: 'choice',
    field: 'shortcut',
    caption: 'Shortcut',
    choices: () => options,
    value: ({ shortcut }) => shortcut,
    change: (value) => ({ shortcut: shortcutSchema.parse(value) }) as Partial<S>,
    note: ({ shortcut }) => options.find(({ value }) => value === shortcut)?.title ?? '',
  }
}

/** `to`: output channels of the stage; `channels`: what goes into it. */
export function narrowingProblems(shortcut: Shortcut, index: number, channels: number, to: number): Problem[] {
  if (shortcut !== 'A' || to >= channels) return []
  return [
    {
      severity: 'error',
      place: index,
      field: 'shortcut',
      message: `${placeName(index)}: option A pads with zeros; it cannot narrow ${channels} to ${to} channels.`,
      expected: `width ${channels} or more, or a projection`,
      actual: `${channels} to ${to} channels`,
      source: 'He et al. 2016, section 3.3',
      mend: { label: 'Projection here', value: 'B' },
    },
  ]
}

/** How a projection is made: with normalization, as in the paper; without (pre-activation); or after average pooling (ResNet-D, He et al. 2019, figure 2c). */
export const projectionSchema = z.enum(['normalized', 'bare', 'pooled'])

export type Projection = z.infer<typeof projectionSchema>

const projections = [
  { value: 'normalized', label: 'normed', title: '1×1 with normalization, as in the paper' },
  { value: 'bare', label: 'bare', title: '1×1 alone, as in pre-activation' },
  { value: 'pooled', label: 'pooled', title: 'average pooling takes the stride, as in ResNet-D' },
] as const

export function projectionField<S extends { readonly shortcut: Shortcut; readonly projection: Projection }>(): PartField<
  S & { readonly shortcut: Shortcut; readonly projection: Projection }
> {
  return {
    kind: 'choice',
    field: 'projection',
    caption: 'Projection',
    usual: 'normalized',
    applies: ({ shortcut }) => shortcut === 'B' || shortcut === 'C',
    choices: () => projections,
    value: ({ projection }) => projection,
    change: (value) => ({ projection: projectionSchema.parse(value) }) as Partial<S>,
  }
}

interface Projected {
  readonly shortcut: Shortcut
  readonly projection: Projection
  readonly normalization: Normalization
}

/** What gives the input the branch's shape. `width`: channels of the branch's end. */
export function shortcutSteps(stage: Projected, width: number, { stride, map }: Pick<BlockSite, 'stride' | 'map'>): Step[] {
  const { shortcut, projection, normalization } = stage
  const changes = stride !== 1 || map.channels !== width
  if (shortcut !== 'C' && !(shortcut === 'B' && changes)) {
    return changes ? [layer('zeroPadShortcut', 'shortcut.pad', { width, stride })] : []
  }
  const pools = projection === 'pooled' && stride > 1
  const norm = projection === 'bare' ? [] : normalizationSteps(normalization, '').map((step) => within('shortcut', step))
  const bias = projection !== 'bare' && !hasOffset(normalization)
  return [
    ...(pools ? [layer('averagePool', 'shortcut.pool', poolOf(stride, map))] : []),
    layer('conv', 'shortcut.conv', { kernel: 1, width, stride: pools ? 1 : stride, padding: 0, bias }),
    ...norm,
  ]
}

/**
 * As many windows as the branch has where the stride does not divide the map, too: there they overlap, and what lies outside is not counted (PyTorch's
 * `ceil_mode` ends with smaller windows instead).
 */
function poolOf(stride: number, { height, width }: MapSize): AveragePoolConfig {
  return height % stride === 0 && width % stride === 0
    ? { kernel: stride, stride, padding: 0, countsPadding: false }
    : { kernel: 2 * stride - 1, stride, padding: stride - 1, countsPadding: false }
}
