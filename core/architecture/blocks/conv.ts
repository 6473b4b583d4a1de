/** Single 3×3 convolutions, with BN or a bias, and ReLU; perhaps max-pooling after the last (VGG: Simonyan & Zisserman 2015). */
import { z } from 'zod'
import { poolSchema, stageFields } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import { poolField } from '../pool-field.ts'
import { layer } from '../steps.ts'
import type { BlockRule } from './block-rule.ts'

const normalizationSchema = z.enum(['batch', 'none'])

const schema = z.strictObject({
  kind: z.literal('conv'),
  ...stageFields,
  normalization: normalizationSchema,
  pool: poolSchema.nullable(),
})

type ConvStage = z.infer<typeof schema>

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
    poolField<ConvStage>('Max-pool at the end of the stage', { kernel: 2, stride: 2 }),
  ],
  from: ({ blocks, width, stride }) => ({ kind: 'conv', blocks, width, stride, normalization: 'batch', pool: null }),
  plain: (stage) => stage,
  shortcut: () => 'none',
  withoutEnd: { pool: null },
  problems: () => [],
  block({ width, normalization, pool }, { isLast, stride }) {
    const bias = normalization === 'none'
    return [
      layer('conv', 'conv', { kernel: 3, width, stride, padding: 1, bias }),
      ...(bias ? [] : [layer('batchNorm', 'bn', {})]),
      layer('relu', 'relu', {}),
      ...(pool !== null && isLast ? [layer('maxPool', 'pool', { ...pool, padding: paddingOf(pool) }, 'pool')] : []),
    ]
  },
  describe: ({ normalization }) => (normalization === 'batch' ? 'conv, BN' : 'conv'),
} satisfies BlockRule<ConvStage>
