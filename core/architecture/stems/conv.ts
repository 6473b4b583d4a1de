/** One convolution with BN and ReLU, then perhaps max-pooling: CIFAR's 3×3 and ImageNet's 7×7 (He et al. 2016, section 4.2 and table 1). */
import { z } from 'zod'
import { count, poolSchema } from '../fields.ts'
import { largestWidth } from '../limits.ts'
import { paddingOf } from '../map-size.ts'
import { poolField } from '../pool-field.ts'
import { keptFields, strideChoices, windowText } from '../part-words.ts'
import type { PartRule } from '../part-rule.ts'
import { layer, type Step } from '../steps.ts'

const mostKernel = 31

const schema = z.strictObject({
  kind: z.literal('conv'),
  kernel: count(mostKernel),
  width: count(largestWidth),
  stride: count(16),
  pool: poolSchema.nullable(),
})

type ConvStem = z.infer<typeof schema>

export const conv = {
  schema,
  label: 'Convolution',
  note: '',
  fields: [
    {
      kind: 'number',
      field: 'kernel',
      caption: 'Kernel',
      label: 'Stem kernel',
      min: 1,
      max: mostKernel,
      value: ({ kernel }) => kernel,
      change: (kernel) => ({ kernel }),
    },
    {
      kind: 'number',
      field: 'width',
      caption: 'Width',
      label: 'Stem width',
      min: 1,
      max: largestWidth,
      value: ({ width }) => width,
      change: (width) => ({ width }),
    },
    {
      kind: 'choice',
      field: 'stride',
      caption: 'Stride',
      label: 'Stem stride',
      choices: ({ stride }) => strideChoices(stride),
      value: ({ stride }) => String(stride),
      change: (value) => ({ stride: Number(value) }),
    },
    poolField<ConvStem>('Max-pool after the stem', { kernel: 3, stride: 2 }),
  ],
  from: (other) => ({ kind: 'conv', kernel: 3, width: 16, stride: 1, pool: null, ...keptFields(schema, other) }),
  steps({ kernel, width, stride, pool }): Step[] {
    return [
      layer('conv', 'conv', { kernel, width, stride, padding: paddingOf({ kernel }), bias: false }),
      layer('batchNorm', 'bn', {}),
      layer('relu', 'relu', {}),
      ...(pool === null ? [] : [layer('maxPool', 'pool', { ...pool, padding: paddingOf(pool) }, 'pool')]),
    ]
  },
  problems: () => [],
  describe: (stem) => windowText(stem),
} satisfies PartRule<ConvStem>
