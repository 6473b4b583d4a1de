/** The stem of Inception-ResNet-v2 as its authors released it: 299 pixels to 35, 3 channels to 192, without padding. */
import { z } from 'zod'
import type { PoolConfig } from '../../graph/layers/pool.ts'
import { channelsAt, convUnit, publishedBase, unitFields, unitOptions, unitProblems } from '../blocks/inception-ways.ts'
import { count } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import { padded, paddingField, paddingSchema } from '../options/padding.ts'
import { keptFields } from '../part-words.ts'
import type { PartRule } from '../part-rule.ts'
import { layer, type Step, type WindowMends } from '../steps.ts'

const mostHalvings = 3

const schema = z.strictObject({
  kind: z.literal('inception'),
  /** The base width: at 32 it has the published channels. */
  width: count(1024).default(publishedBase),
  /** How many of its windows with stride 2 have it, from the first on: fewer for small images. */
  halvings: z.number().int().min(0).max(mostHalvings).default(mostHalvings),
  padding: paddingSchema.default('none'),
  ...unitOptions,
})

type InceptionStem = z.output<typeof schema>

export const inception = {
  schema,
  label: 'Inception',
  note: 'five convolutions and two poolings',
  fields: [
    {
      kind: 'number',
      field: 'width',
      caption: 'Base width',
      label: 'Stem base width',
      min: 1,
      max: 1024,
      value: ({ width }) => width,
      change: (width) => ({ width }),
      note: ({ width }) => `${channelsAt(width, 192)} channels out`,
    },
    {
      kind: 'number',
      field: 'halvings',
      caption: 'Halvings',
      label: 'Halvings of the map',
      min: 0,
      max: mostHalvings,
      value: ({ halvings }) => halvings,
      change: (halvings) => ({ halvings }),
      note: ({ halvings }) => (halvings === mostHalvings ? '' : 'fewer than published, for small images'),
    },
    paddingField<InceptionStem>(),
    ...unitFields<InceptionStem>(),
  ],
  // A width of another kind's is no base width.
  from(other) {
    const { normalization, activation } = keptFields(schema, other)
    return schema.parse({ kind: 'inception', normalization, activation })
  },
  besidePreActivation: () => 'an Inception stem has normalization and activation after each of its convolutions',
  steps(stem) {
    const { width, halvings, padding } = stem
    const window = (kernel: number, halving = Infinity): StemWindow => ({
      config: { kernel, stride: halving <= halvings ? 2 : 1, padding: padding === 'half' ? paddingOf({ kernel }) : 0 },
      mends: { window: padded, stride: { field: 'halvings', label: `Set ${halving - 1} halvings`, value: halving - 1 } },
    })
    const conv = (number: number, { config, mends }: StemWindow, published: number): Step[] =>
      convUnit(number, { ...config, width: channelsAt(width, published) }, stem, mends)
    const pool = (number: number, { config, mends }: StemWindow): Step => layer('maxPool', `pool${number}`, config, mends)
    return [
      ...conv(1, window(3, 1), 32),
      ...conv(2, window(3), 32),
      ...convUnit(3, { kernel: 3, width: channelsAt(width, 64), stride: 1, padding: 1 }, stem),
      pool(1, window(3, 2)),
      ...conv(4, window(1), 80),
      ...conv(5, window(3), 192),
      pool(2, window(3, 3)),
    ]
  },
  problems: (stem) => unitProblems(stem, 'stem', [32, 64, 80, 192]),
  describe: ({ width, halvings }) => `Inception, base ${width}${halvings === 0 ? '' : `, /${2 ** halvings}`}`,
} satisfies PartRule<InceptionStem>

interface StemWindow {
  readonly config: PoolConfig
  readonly mends: WindowMends
}
