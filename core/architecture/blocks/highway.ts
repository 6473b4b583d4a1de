/**
 * Highway layers: of a convolution H(x) and x itself, a gate T(x) says for each number how much of either passes: H·T + x·(1 − T) (Srivastava et al.
 * 2015, equation 3). They keep the map's shape: where it is to change, an ordinary convolution of the stage's width comes first.
 */
import { z } from 'zod'
import { stageFields } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import { activationField, activationSchema, activationSteps, activationText } from '../options/activation.ts'
import { dropoutField, dropoutSchema, dropoutSteps } from '../options/dropout.ts'
import { poolFields, poolSchema, poolStep } from '../options/pool.ts'
import { layer, within, type Step } from '../steps.ts'
import type { BlockRule } from './block-rule.ts'
import { oddKernel } from './kernel.ts'

const mostBias = 10
/** Without gates it is the plain twin. */
const shortcutSchema = z.enum(['gated', 'none'])

const schema = z.strictObject({
  kind: z.literal('highway'),
  ...stageFields,
  /** Of the layers in turn: `[1, 3]` is 1×1, 3×3, 1×1 and so on. */
  kernels: z.array(oddKernel).min(1).max(4).default([3]),
  shortcut: shortcutSchema.default('gated'),
  /** What the gates' biases begin with: below 0, layers begin by passing x on. */
  gateBias: z.number().min(-mostBias).max(mostBias).default(-2),
  activation: activationSchema.default('relu'),
  /** Of what goes into the ordinary convolution. */
  dropout: dropoutSchema.default(0),
  pool: poolSchema.nullable(),
})

type HighwayStage = z.output<typeof schema>

export const highway = {
  schema,
  label: 'Highway',
  note: 'a gate says how much passes',
  word: 'highway',
  widthCaption: 'Width',
  fields: [
    {
      kind: 'choice',
      field: 'kernels',
      caption: 'Kernels',
      usual: '3',
      choices: ({ kernels }) =>
        [...new Set(['3', '5', '1,3', '3,1', textOf(kernels)])].map((value) => ({ value, label: labelOf(value) })),
      value: ({ kernels }) => textOf(kernels),
      change: (value) => ({ kernels: value.split(',').map(Number) }),
    },
    {
      kind: 'choice',
      field: 'shortcut',
      caption: 'Shortcut',
      choices: () => [
        { value: 'gated', label: 'gated' },
        { value: 'none', label: 'none', title: 'plain' },
      ],
      value: ({ shortcut }) => shortcut,
      change: (value) => ({ shortcut: shortcutSchema.parse(value) }),
    },
    {
      kind: 'number',
      field: 'gateBias',
      caption: 'Bias of the gates',
      usual: -2,
      min: -mostBias,
      max: mostBias,
      decimals: 2,
      applies: ({ shortcut }) => shortcut === 'gated',
      value: ({ gateBias }) => gateBias,
      change: (gateBias) => ({ gateBias }),
    },
    activationField<HighwayStage>(),
    dropoutField<HighwayStage>('before the convolution that begins it'),
    ...poolFields<HighwayStage>('Max-pool at the end of the stage', { kernel: 2, stride: 2 }),
  ],
  from: ({ blocks, width, stride }, shortcut) =>
    schema.parse({ kind: 'highway', blocks, width, stride, shortcut: shortcut === 'none' ? 'none' : 'gated', pool: null }),
  plain: (stage) => ({ ...stage, shortcut: 'none' }),
  // The identity, which has no parameters.
  shortcut: ({ shortcut }) => (shortcut === 'gated' ? 'A' : 'none'),
  shortcutText: ({ shortcut }) => shortcut,
  withoutEnd: { pool: null },
  countedFrom: ({ kernels }, by) => ({ kernels: kernels.map((_, index) => kernelAt(kernels, index + by)) }),
  problems: () => [],
  block(stage, { block, isLast, stride, map }) {
    const { width, kernels, dropout, activation, pool } = stage
    const isOther = stride !== 1 || map.channels !== width
    return [
      ...(isOther
        ? [
            ...dropoutSteps(dropout, 'dropout'),
            layer('conv', 'conv', { kernel: 3, width, stride, padding: 1, bias: true }),
            ...activationSteps(activation, ''),
          ]
        : []),
      ...layerSteps(stage, kernelAt(kernels, block)),
      ...(pool !== null && isLast ? [poolStep(pool)] : []),
    ]
  },
  describe: ({ kernels, shortcut, activation, dropout }) =>
    [
      shortcut === 'gated' ? 'highway' : 'highway without gates',
      textOf(kernels) === '3' ? '' : `, ${labelOf(textOf(kernels))}`,
      activationText(activation),
      dropout === 0 ? '' : `, dropout ${dropout}`,
    ].join(''),
} satisfies BlockRule<HighwayStage>

function layerSteps({ width, shortcut, gateBias, activation }: HighwayStage, kernel: number): Step[] {
  const window = { kernel, width, stride: 1, padding: paddingOf({ kernel }), bias: true }
  const transform = [layer('conv', 'conv', window), ...activationSteps(activation, '')].map((step) => within('transform', step))
  if (shortcut === 'none') return transform
  return [
    {
      branches: [
        { branch: 'main', steps: transform },
        {
          branch: 'gate',
          steps: [layer('conv', 'gate.conv', { ...window, initialBias: gateBias }), layer('sigmoid', 'gate.sigmoid', {})],
        },
        { branch: 'shortcut', steps: [] },
      ],
      merge: layer('gate', 'gate', { of: 'both' }),
    },
  ]
}

function kernelAt(kernels: readonly number[], at: number): number {
  const { length } = kernels
  return kernels[((at % length) + length) % length] ?? 3
}

const textOf = (kernels: readonly number[]): string => kernels.join(',')

/** `1×1, 3×3 in turn` */
function labelOf(text: string): string {
  const sides = text.split(',').map((side) => `${side}×${side}`)
  return sides.length === 1 ? sides.join('') : `${sides.join(', ')} in turn`
}
