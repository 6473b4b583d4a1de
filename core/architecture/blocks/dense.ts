/**
 * Dense blocks: every layer reads what all layers before it made, and adds `width` maps, the growth (Huang et al. 2017, section 3). A stage is one
 * dense block. Where its resolution changes, average pooling of the stride's size begins it; a transition of 1×1 convolution may end it: together
 * the two are the paper's transition layer.
 */
import { z } from 'zod'
import { count, stageFields } from '../fields.ts'
import { activationField, activationSchema, activationSteps, activationText } from '../options/activation.ts'
import { dropoutField, dropoutSchema, dropoutSteps } from '../options/dropout.ts'
import {
  hasOffset,
  normalizationFields,
  normalizationProblems,
  normalizationSchema,
  normalizationSteps,
  normalizationText,
} from '../options/normalization.ts'
import type { Problem } from '../problem.ts'
import { layer, within, type Step } from '../steps.ts'
import type { BlockRule } from './block-rule.ts'

const mostBottleneck = 16
/** The paper's, of DenseNet-B and C. */
const usual = { bottleneck: 4, compression: 0.5 }

const schema = z.strictObject({
  kind: z.literal('dense'),
  ...stageFields,
  /** Null without; else the 1×1 convolution before each 3×3 is so many times as wide as the growth. */
  bottleneck: count(mostBottleneck).nullable(),
  normalization: normalizationSchema.default('batch'),
  activation: activationSchema.default('relu'),
  /** After every convolution. */
  dropout: dropoutSchema.default(0),
  /** At the end of the stage; `compression`: the share of channels that it leaves. */
  transition: z.strictObject({ compression: z.number().min(0.05).max(1) }).nullable(),
})

type DenseStage = z.output<typeof schema>

export const dense = {
  schema,
  label: 'Dense',
  note: 'each layer reads all before it',
  word: 'dense',
  widthCaption: 'Growth',
  fields: [
    {
      kind: 'choice',
      field: 'bottleneck',
      caption: 'Bottleneck',
      choices: () => [
        { value: 'no', label: 'none' },
        { value: 'yes', label: '1×1 first', title: 'as DenseNet-B' },
      ],
      value: ({ bottleneck }) => (bottleneck === null ? 'no' : 'yes'),
      change: (value, { bottleneck }) => ({ bottleneck: value === 'yes' ? (bottleneck ?? usual.bottleneck) : null }),
    },
    {
      kind: 'number',
      field: 'bottleneck',
      caption: 'Growths in the 1×1',
      min: 1,
      max: mostBottleneck,
      applies: ({ bottleneck }) => bottleneck !== null,
      value: ({ bottleneck }) => bottleneck ?? usual.bottleneck,
      change: (bottleneck) => ({ bottleneck }),
      note: ({ width, bottleneck }) => `${counts.format(width * (bottleneck ?? usual.bottleneck))} channels`,
    },
    ...normalizationFields<DenseStage>(),
    activationField<DenseStage>(),
    dropoutField<DenseStage>('after every convolution'),
    {
      kind: 'choice',
      field: 'transition',
      caption: 'Transition',
      label: 'Transition at the end of the stage',
      choices: () => [
        { value: 'no', label: 'none' },
        { value: 'yes', label: '1×1', title: 'the next stage begins with the pooling' },
      ],
      value: ({ transition }) => (transition === null ? 'no' : 'yes'),
      change: (value, { transition }) => ({
        transition: value === 'yes' ? (transition ?? { compression: usual.compression }) : null,
      }),
    },
    {
      kind: 'number',
      field: 'transition',
      caption: 'Compression',
      min: 0.05,
      max: 1,
      decimals: 2,
      applies: ({ transition }) => transition !== null,
      value: ({ transition }) => transition?.compression ?? usual.compression,
      change: (compression) => ({ transition: { compression } }),
      note: () => 'share of channels that the transition leaves',
    },
  ],
  from: ({ blocks, width, stride }) =>
    schema.parse({ kind: 'dense', blocks, width, stride, bottleneck: usual.bottleneck, transition: null }),
  plain: (stage) => stage,
  notPlain: 'every layer reads all before it, or it is no dense layer',
  shortcut: () => 'none',
  shortcutText: () => 'concatenated',
  withoutEnd: { transition: null },
  problems: groupProblems,
  block(stage, { stride, isLast, map }) {
    const { width, transition } = stage
    const after = map.channels + width
    return [
      ...(stride === 1 ? [] : [layer('averagePool', 'pool', { kernel: stride, stride, padding: 0, countsPadding: false })]),
      {
        branches: [
          { branch: 'shortcut', steps: [] },
          { branch: 'main', steps: layerSteps(stage) },
        ],
        merge: layer('concat', 'concat', {}),
      },
      ...(transition !== null && isLast ? transitionSteps(stage, channelsLeft(after, transition.compression)) : []),
    ]
  },
  describe: ({ bottleneck, normalization, activation, dropout, transition }) =>
    [
      'dense',
      bottleneck === null ? '' : `, bottleneck ${bottleneck}`,
      normalizationText(normalization),
      activationText(activation),
      dropout === 0 ? '' : `, dropout ${dropout}`,
      transition === null ? '' : `, transition ${transition.compression}`,
    ].join(''),
} satisfies BlockRule<DenseStage>

const counts = new Intl.NumberFormat('en-US')

/** Normalization, activation, convolution, and dropout after it. */
function convSteps(stage: DenseStage, ending: string, kernel: 1 | 3, width: number): Step[] {
  const { normalization, activation, dropout } = stage
  return [
    ...normalizationSteps(normalization, ending),
    ...activationSteps(activation, ending),
    layer('conv', `conv${ending}`, { kernel, width, stride: 1, padding: kernel === 3 ? 1 : 0, bias: !hasOffset(normalization) }),
    ...dropoutSteps(dropout, `dropout${ending}`),
  ]
}

function layerSteps(stage: DenseStage): Step[] {
  const { width, bottleneck } = stage
  if (bottleneck === null) return convSteps(stage, '', 3, width)
  return [...convSteps(stage, '1', 1, bottleneck * width), ...convSteps(stage, '2', 3, width)]
}

function transitionSteps(stage: DenseStage, width: number): Step[] {
  return convSteps(stage, '', 1, width).map((step) => within('transition', step))
}

/** Of the paper's ⌊θm⌋ (section 3, compression) at least one. */
function channelsLeft(channels: number, compression: number): number {
  return Math.max(1, Math.floor(channels * compression))
}

/** What each layer normalises is wider by the growth than what the one before it did: if the first two fit, so do all. */
function groupProblems(
  stage: DenseStage,
  site: { readonly index: number; readonly map: { readonly channels: number } },
): Problem[] {
  const { blocks, width, bottleneck, normalization, transition } = stage
  const layers = transition === null ? blocks : blocks + 1
  const normalised = [0, 1].slice(0, layers).map((before) => site.map.channels + before * width)
  if (bottleneck !== null) normalised.push(bottleneck * width)
  const worst = normalised.find((channels) => normalizationProblems(normalization, site.index, channels).length > 0)
  return worst === undefined ? [] : normalizationProblems(normalization, site.index, worst)
}
