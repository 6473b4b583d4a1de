/** Single convolutions with normalization or a bias and an activation; perhaps max-pooling after the last (VGG: Simonyan & Zisserman 2015; AlexNet). */
import { z } from 'zod'
import { count, stageFields } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import { activationField, activationSchema, activationSteps, activationText } from '../options/activation.ts'
import {
  hasOffset,
  normalizationFields,
  normalizationProblems,
  normalizationSchema,
  normalizationSteps,
  normalizationText,
} from '../options/normalization.ts'
import { poolFields, poolSchema, poolStep } from '../options/pool.ts'
import { layer } from '../steps.ts'
import type { BlockRule } from './block-rule.ts'

const mostKernel = 31
const biasSchema = z.enum(['without-normalization', 'always'])

const schema = z.strictObject({
  kind: z.literal('conv'),
  ...stageFields,
  kernel: count(mostKernel).default(3),
  normalization: normalizationSchema.default('batch'),
  activation: activationSchema.default('relu'),
  /** PyTorch's VGG with BN has a bias before it as well, which does nothing. */
  bias: biasSchema.default('without-normalization'),
  pool: poolSchema.nullable(),
})

type ConvStage = z.output<typeof schema>

export const conv = {
  schema,
  label: 'Single convolution',
  note: 'each by itself, as in VGG',
  word: 'conv',
  widthCaption: 'Width',
  fields: [
    {
      kind: 'number',
      field: 'kernel',
      caption: 'Kernel',
      min: 1,
      max: mostKernel,
      value: ({ kernel }) => kernel,
      change: (kernel) => ({ kernel }),
    },
    ...normalizationFields<ConvStage>(),
    activationField<ConvStage>(),
    {
      kind: 'choice',
      field: 'bias',
      caption: 'Bias',
      applies: ({ normalization }) => hasOffset(normalization),
      choices: () => [
        { value: 'without-normalization', label: 'none' },
        { value: 'always', label: 'before BN' },
      ],
      value: ({ bias }) => bias,
      change: (value) => ({ bias: biasSchema.parse(value) }),
    },
    ...poolFields<ConvStage>('Max-pool at the end of the stage', { kernel: 2, stride: 2 }),
  ],
  from: (size) => schema.parse({ kind: 'conv', blocks: size.blocks, width: size.width, stride: size.stride, pool: null }),
  plain: (stage) => stage,
  shortcut: () => 'none',
  withoutEnd: { pool: null },
  problems: ({ normalization, width }, { index }) => normalizationProblems(normalization, index, width),
  block({ kernel, width, normalization, activation, bias, pool }, { isLast, stride }) {
    const biased = bias === 'always' || !hasOffset(normalization)
    return [
      layer('conv', 'conv', { kernel, width, stride, padding: paddingOf({ kernel }), bias: biased }),
      ...normalizationSteps(normalization, ''),
      ...activationSteps(activation, ''),
      ...(pool !== null && isLast ? [poolStep(pool)] : []),
    ]
  },
  describe: ({ kernel, normalization, activation }) =>
    `conv${kernel === 3 ? '' : ` ${kernel}×${kernel}`}${normalization === 'batch' ? ', BN' : normalization === 'none' ? '' : normalizationText(normalization)}${activationText(activation)}`,
} satisfies BlockRule<ConvStage>
