/**
 * Three 3×3 convolutions in place of one of 7×7, of which the first takes the stride, then perhaps max-pooling: the stem of ResNet-C and ResNet-D
 * (He et al. 2019, figure 2b).
 */
import { z } from 'zod'
import { count } from '../fields.ts'
import { largestWidth } from '../limits.ts'
import { activationField, activationSchema, activationSteps } from '../options/activation.ts'
import {
  hasOffset,
  normalizationFields,
  normalizationProblems,
  normalizationSchema,
  normalizationSteps,
} from '../options/normalization.ts'
import { poolFields, poolSchema, poolStep } from '../options/pool.ts'
import { keptFields } from '../part-words.ts'
import type { PartRule } from '../part-rule.ts'
import { layer, type Step } from '../steps.ts'
import { widthAndStride } from './stem-fields.ts'

const schema = z.strictObject({
  kind: z.literal('deep'),
  /** Of the first two convolutions. */
  innerWidth: count(largestWidth),
  width: count(largestWidth),
  stride: count(16),
  normalization: normalizationSchema.default('batch'),
  activation: activationSchema.default('relu'),
  pool: poolSchema.nullable(),
})

type DeepStem = z.output<typeof schema>

export const deep = {
  schema,
  label: 'Three 3×3',
  note: 'as ResNet-C and D',
  fields: [
    {
      kind: 'number',
      field: 'innerWidth',
      caption: 'Inner width',
      label: 'Width of the first two convolutions',
      min: 1,
      max: largestWidth,
      value: ({ innerWidth }) => innerWidth,
      change: (innerWidth) => ({ innerWidth }),
    },
    ...widthAndStride<DeepStem>(),
    ...normalizationFields<DeepStem>(),
    activationField<DeepStem>(),
    ...poolFields<DeepStem>('Max-pool after the stem', { kernel: 3, stride: 2 }),
  ],
  from(other) {
    const kept = keptFields(schema, other)
    const { width = 64 } = kept
    return schema.parse({ kind: 'deep', innerWidth: Math.ceil(width / 2), width, stride: 2, pool: null, ...kept })
  },
  besidePreActivation: () => 'its three convolutions share one normalization and activation, and only the last may lose them',
  steps({ innerWidth, width, stride, normalization, activation, pool }): Step[] {
    const bias = !hasOffset(normalization)
    const convs = [innerWidth, innerWidth, width].flatMap((channels, index) => [
      layer('conv', `conv${index + 1}`, { kernel: 3, width: channels, stride: index === 0 ? stride : 1, padding: 1, bias }),
      ...normalizationSteps(normalization, `${index + 1}`),
      ...activationSteps(activation, `${index + 1}`),
    ])
    return [...convs, ...(pool === null ? [] : [poolStep(pool)])]
  },
  problems: ({ normalization, innerWidth, width }) =>
    [innerWidth, width]
      .map((channels) => normalizationProblems(normalization, 'stem', channels))
      .find((found) => found.length > 0) ?? [],
  describe: ({ innerWidth, width, stride, pool }) =>
    `three 3×3, ${innerWidth}, ${width}${stride > 1 ? `, /${stride}` : ''}${pool ? ', pool' : ''}`,
} satisfies PartRule<DeepStem>
