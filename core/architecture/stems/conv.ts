/**
 * One convolution with normalization and activation, then perhaps max-pooling: CIFAR's 3×3 and ImageNet's 7×7 (He et al. 2016, section 4.2 and
 * table 1), AlexNet's 11×11, and the bare one of networks that activate before they convolve.
 */
import { z } from 'zod'
import { count } from '../fields.ts'
import { largestWidth } from '../limits.ts'
import { paddingOf } from '../map-size.ts'
import { activationField, activationSchema, activationSteps } from '../options/activation.ts'
import {
  hasOffset,
  normalizationFields,
  normalizationProblems,
  normalizationSchema,
  normalizationSteps,
} from '../options/normalization.ts'
import { poolFields, poolSchema, poolStep } from '../options/pool.ts'
import { keptFields, windowText } from '../part-words.ts'
import type { PartRule } from '../part-rule.ts'
import { layer, type Step } from '../steps.ts'
import { widthAndStride } from './stem-fields.ts'

const mostKernel = 31
/** `scalar`: one learned number for all channels, which Fixup has in place of normalization (Zhang et al. 2019, section 3.2). */
const biasSchema = z.enum(['without-normalization', 'never', 'scalar'])

const schema = z.strictObject({
  kind: z.literal('conv'),
  kernel: count(mostKernel),
  width: count(largestWidth),
  stride: count(16),
  /** Half the kernel unless it is said otherwise: AlexNet's has less. */
  padding: z.number().int().min(0).max(15).optional(),
  normalization: normalizationSchema.default('batch'),
  activation: activationSchema.default('relu'),
  bias: biasSchema.default('without-normalization'),
  pool: poolSchema.nullable(),
})

type ConvStem = z.output<typeof schema>

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
    ...widthAndStride<ConvStem>(),
    {
      kind: 'number',
      field: 'padding',
      caption: 'Padding',
      label: 'Stem padding',
      min: 0,
      max: 15,
      value: (stem) => paddingOfStem(stem),
      // Half the kernel is usual, and stays so when the kernel changes.
      change: (padding, { kernel }) => ({ padding: padding === paddingOf({ kernel }) ? undefined : padding }),
    },
    ...normalizationFields<ConvStem>(),
    activationField<ConvStem>(),
    {
      kind: 'choice',
      field: 'bias',
      caption: 'Bias',
      usual: 'without-normalization',
      label: 'Stem bias',
      applies: ({ normalization }) => !hasOffset(normalization),
      choices: () => [
        { value: 'without-normalization', label: 'bias' },
        { value: 'never', label: 'none' },
        { value: 'scalar', label: 'scalar', title: 'one number for all channels, as Fixup' },
      ],
      value: ({ bias }) => bias,
      change: (value) => ({ bias: biasSchema.parse(value) }),
    },
    ...poolFields<ConvStem>('Max-pool after the stem', { kernel: 3, stride: 2 }),
  ],
  from: (other) => schema.parse({ kind: 'conv', kernel: 3, width: 16, stride: 1, pool: null, ...keptFields(schema, other) }),
  besidePreActivation: (stem) => ({ ...stem, normalization: 'none', activation: 'identity', bias: 'never' }),
  steps(stem): Step[] {
    const { kernel, width, stride, normalization, activation, bias, pool } = stem
    const lacksOffset = !hasOffset(normalization)
    const biased = bias === 'without-normalization' && lacksOffset
    return [
      layer('conv', 'conv', { kernel, width, stride, padding: paddingOfStem(stem), bias: biased }),
      ...(bias === 'scalar' && lacksOffset ? [layer('bias', 'bias', { initial: 0 })] : []),
      ...normalizationSteps(normalization, ''),
      ...activationSteps(activation, ''),
      ...(pool === null ? [] : [poolStep(pool)]),
    ]
  },
  problems: ({ normalization, width }) => normalizationProblems(normalization, 'stem', width),
  describe: (stem) => windowText(stem),
} satisfies PartRule<ConvStem>

function paddingOfStem({ kernel, padding }: Pick<ConvStem, 'kernel' | 'padding'>): number {
  return padding ?? paddingOf({ kernel })
}
