/** Single 3×3 convolutions, with BN or a bias, and ReLU; perhaps max-pooling after the last (VGG: Simonyan & Zisserman 2015). */
import { z } from 'zod'
import type { Place } from '../../graph/layer-graph.ts'
import { poolSchema, stageFields } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import type { BlockRule } from './block-rule.ts'

const normalizationSchema = z.enum(['batch', 'none'])

const schema = z.strictObject({
  kind: z.literal('conv'),
  ...stageFields,
  normalization: normalizationSchema,
  pool: poolSchema.nullable(),
})

type ConvStage = z.infer<typeof schema>

const usualPool = { kernel: 2, stride: 2 }

export const conv = {
  schema,
  label: 'Single convolution',
  note: '3×3 each, as in VGG',
  widthCaption: 'Width',
  fields: [
    {
      kind: 'choice',
      field: 'normalization',
      caption: 'Normalization',
      choices: () => [
        { value: 'batch', label: 'batch' },
        { value: 'none', label: 'none, bias' },
      ],
      value: ({ normalization }) => normalization,
      change: (value) => ({ normalization: normalizationSchema.parse(value) }),
    },
    {
      kind: 'choice',
      field: 'pool',
      caption: 'Max-pool',
      label: 'Max-pool at the end of the stage',
      choices({ pool }) {
        const { kernel, stride } = pool ?? usualPool
        return [
          { value: 'yes', label: `${kernel}×${kernel}, /${stride}` },
          { value: 'no', label: 'none' },
        ]
      },
      value: ({ pool }) => (pool ? 'yes' : 'no'),
      change: (value, { pool }) => ({ pool: value === 'yes' ? (pool ?? usualPool) : null }),
    },
  ],
  from: ({ blocks, width, stride }) => ({ kind: 'conv', blocks, width, stride, normalization: 'batch', pool: null }),
  plain: (stage) => stage,
  shortcut: () => 'none',
  outputWidth: ({ width }) => width,
  layers: () => 1,
  windows: ({ stride, pool }) => [{ kernel: 3, stride, field: 'stride' }, ...(pool ? [{ ...pool, field: 'pool' as const }] : [])],
  costs: ({ width }, channels) => ({ layersPerBlock: 4, first: 9 * channels * width, later: 9 * width * width }),
  problems: () => [],
  lower(builder, { width, normalization, pool }, { name, stage, block, isLast, stride }) {
    const place: Place = { part: 'stage', stage, block, branch: 'main' }
    const bias = normalization === 'none'
    builder.append('conv', `${name}.conv`, { kernel: 3, width, stride, padding: 1, bias }, place)
    if (!bias) builder.append('batchNorm', `${name}.bn`, {}, place)
    builder.append('relu', `${name}.relu`, {}, place)
    if (pool !== null && isLast) builder.append('maxPool', `${name}.pool`, { ...pool, padding: paddingOf(pool) }, place)
  },
  describe: ({ normalization }) => (normalization === 'batch' ? 'conv, BN' : 'conv'),
} satisfies BlockRule<ConvStage>
