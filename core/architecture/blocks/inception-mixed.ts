/**
 * What changes the map of an Inception-ResNet: its first mixed map and its two reductions (Szegedy et al. 2017, figures 7 and 18; channels and Mixed 5b
 * as in the authors' released network). No shortcut leads around them.
 */
import { z } from 'zod'
import { stageFields } from '../fields.ts'
import { activationText } from '../options/activation.ts'
import { normalizationText } from '../options/normalization.ts'
import { paddingField, paddingSchema } from '../options/padding.ts'
import type { BlockRule } from './block-rule.ts'
import { channelsAt, publishedChannels, unitFields, unitOptions, unitProblems, waysFork, type Way } from './inception-ways.ts'

const mixSchema = z.enum(['5b', 'reduction-a', 'reduction-b'])

type Mix = z.infer<typeof mixSchema>

const mixes: Readonly<Record<Mix, { readonly label: string; readonly name: string; readonly ways: readonly Way[] }>> = {
  '5b': {
    label: '5b',
    name: 'Mixed 5b',
    ways: [
      [[1, 96]],
      [
        [1, 48],
        [5, 64],
      ],
      [
        [1, 64],
        [3, 96],
        [3, 96],
      ],
      ['averagePool', [1, 64]],
    ],
  },
  'reduction-a': {
    label: 'A',
    name: 'reduction A',
    ways: [
      [[3, 384]],
      [
        [1, 256],
        [3, 256],
        [3, 384],
      ],
      ['maxPool'],
    ],
  },
  'reduction-b': {
    label: 'B',
    name: 'reduction B',
    ways: [
      [
        [1, 256],
        [3, 384],
      ],
      [
        [1, 256],
        [3, 288],
      ],
      [
        [1, 256],
        [3, 288],
        [3, 320],
      ],
      ['maxPool'],
    ],
  },
}

const schema = z.strictObject({
  kind: z.literal('inception-mixed'),
  ...stageFields,
  mix: mixSchema,
  /** Of the reductions' last windows. */
  padding: paddingSchema.default('none'),
  ...unitOptions,
})

type InceptionMixedStage = z.output<typeof schema>

export const inceptionMixed = {
  schema,
  label: 'Inception, mixed',
  note: 'ways side by side that change the map',
  word: 'mixed',
  widthCaption: 'Base width',
  fields: [
    {
      kind: 'choice',
      field: 'mix',
      caption: 'Mix',
      choices: () => mixSchema.options.map((value) => ({ value, label: mixes[value].label, title: mixes[value].name })),
      value: ({ mix }) => mix,
      change: (value) => ({ mix: mixSchema.parse(value) }),
      note: ({ mix, width }) => `${mixes[mix].name}: ${channelsText(mix, width)}`,
    },
    paddingField<InceptionMixedStage>(({ mix }) => mix !== '5b'),
    ...unitFields<InceptionMixedStage>(),
  ],
  from: ({ blocks, width, stride }) =>
    schema.parse({ kind: 'inception-mixed', blocks, width, stride, mix: stride > 1 ? 'reduction-a' : '5b' }),
  plain: (stage) => stage,
  shortcut: () => 'none',
  problems: (stage, { index }) => unitProblems(stage, index, publishedChannels(mixes[stage.mix].ways)),
  block: (stage, { stride }) => [
    waysFork(mixes[stage.mix].ways, stage, { stride, padding: stage.mix === '5b' ? 'half' : stage.padding }),
  ],
  describe: ({ mix, padding, normalization, activation }) =>
    [
      mixes[mix].name,
      mix !== '5b' && padding === 'half' ? ', padded' : '',
      normalizationText(normalization),
      activationText(activation),
    ].join(''),
} satisfies BlockRule<InceptionMixedStage>

const counts = new Intl.NumberFormat('en-US')

/** What the ways give; a way that ends in pooling gives what comes in. */
function channelsText(mix: Mix, width: number): string {
  const ends = mixes[mix].ways.map((way) => way[way.length - 1])
  const channels = ends.reduce((sum, end) => (typeof end === 'object' ? sum + channelsAt(width, end[1]) : sum), 0)
  return `${counts.format(channels)} channels out${ends.includes('maxPool') ? ', and those that come in' : ''}`
}
