/**
 * Bottleneck blocks: 1×1, 3×3, 1×1 convolutions under a shortcut (He et al. 2016, figure 5, right); in groups they are those of ResNeXt (Xie et al.
 * 2017), with more inner channels those of wide ResNets.
 */
import { z } from 'zod'
import { count, stageFields } from '../fields.ts'
import { groupsField, groupsProblems } from '../options/groups.ts'
import { placeName, type Problem } from '../problem.ts'
import type { BlockRule } from './block-rule.ts'
import { dilationField } from './kernel.ts'
import { residualFields, residualOptions, residualProblems, residualSteps, residualText, withoutShortcut } from './residual.ts'

const mostExpansion = 16
/** Of ResNeXt-29, whose inner width is twice the outer one: a half. */
const leastExpansion = 0.125
/** The paper ("v1") strides in the first 1×1, torchvision ("v1.5") in the 3×3. */
const strideInSchema = z.enum(['1x1', '3x3'])

/** `width` is the inner width; the output has width × expansion channels. */
const schema = z.strictObject({
  kind: z.literal('bottleneck'),
  ...stageFields,
  expansion: z.number().min(leastExpansion).max(mostExpansion),
  strideIn: strideInSchema,
  /** Groups of the 3×3 convolution: its cardinality. */
  groups: count(1024).default(1),
  dilation: count(16).default(1),
  ...residualOptions,
})

type BottleneckStage = z.output<typeof schema>

const counts = new Intl.NumberFormat('en-US')

export const bottleneck = {
  schema,
  label: 'Bottleneck',
  note: '1×1, 3×3, 1×1',
  word: 'bottleneck',
  widthCaption: 'Inner width',
  fields: [
    {
      kind: 'number',
      field: 'expansion',
      caption: 'Expansion',
      min: leastExpansion,
      max: mostExpansion,
      decimals: 3,
      value: ({ expansion }) => expansion,
      change: (expansion) => ({ expansion }),
      note: (stage) => `${counts.format(outputWidth(stage))} channels out`,
    },
    {
      kind: 'choice',
      field: 'strideIn',
      caption: 'Stride in',
      choices: () => [
        { value: '1x1', label: '1×1' },
        { value: '3x3', label: '3×3' },
      ],
      value: ({ strideIn }) => strideIn,
      change: (value) => ({ strideIn: strideInSchema.parse(value) }),
      note: ({ strideIn }) => (strideIn === '3x3' ? 'as torchvision, v1.5' : 'as the paper, v1'),
    },
    groupsField<BottleneckStage>(),
    ...residualFields<BottleneckStage>(),
    dilationField<BottleneckStage>(),
  ],
  from: ({ blocks, width, stride }, shortcut) =>
    schema.parse({ kind: 'bottleneck', blocks, width, stride, expansion: 4, strideIn: '3x3', shortcut }),
  plain: (stage) => ({ ...stage, ...withoutShortcut }),
  shortcut: ({ shortcut }) => shortcut,
  problems: (stage, site) => [
    ...expansionProblems(stage, site.index),
    ...residualProblems(stage, site, [stage.width, stage.width, outputWidth(stage)]),
    ...groupsProblems(stage.groups, site.index, [stage.width]),
  ],
  block(stage, site) {
    const { width, strideIn, groups, dilation } = stage
    const output = outputWidth(stage)
    const convs = [
      { kernel: 1, width, stride: strideIn === '1x1' ? site.stride : 1, padding: 0 },
      {
        kernel: 3,
        width,
        stride: strideIn === '3x3' ? site.stride : 1,
        padding: dilation,
        ...(dilation > 1 && { dilation }),
        ...(groups > 1 && { groups }),
      },
      { kernel: 1, width: output, stride: 1, padding: 0 },
    ]
    return residualSteps(stage, convs, output, site)
  },
  describe: (stage) =>
    [
      `bottleneck, stride in ${stage.strideIn.replace('x', '×')}, expansion ${stage.expansion}`,
      stage.groups === 1 ? '' : `, ${stage.groups} groups`,
      stage.dilation === 1 ? '' : `, dilation ${stage.dilation}`,
      residualText(stage),
    ].join(''),
} satisfies BlockRule<BottleneckStage>

function outputWidth({ width, expansion }: Pick<BottleneckStage, 'width' | 'expansion'>): number {
  return Math.max(1, Math.round(width * expansion))
}

function expansionProblems({ width, expansion }: BottleneckStage, index: number): Problem[] {
  if (Number.isInteger(width * expansion)) return []
  const value = Math.min(mostExpansion, Math.max(1, Math.round(expansion)))
  return [
    {
      severity: 'error',
      place: index,
      field: 'expansion',
      message: `${placeName(index)}: width ${width} times expansion ${expansion} is no whole number of channels.`,
      expected: 'a whole number of channels',
      actual: `${width * expansion} channels`,
      mend: { label: `Set expansion ${value}`, value },
    },
  ]
}
