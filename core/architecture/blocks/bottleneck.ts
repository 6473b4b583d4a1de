/** Bottleneck blocks: 1×1, 3×3, 1×1 convolutions with BN under a shortcut (He et al. 2016, figure 5, right). */
import { z } from 'zod'
import { count, stageFields } from '../fields.ts'
import type { BlockRule } from './block-rule.ts'
import { chainSteps, type ChainedConv } from './chain.ts'
import { doublingProblems } from './doubling.ts'
import { narrowingProblems, residualSteps, shortcutField, shortcutSchema } from './shortcut.ts'

const mostExpansion = 16
/** The paper ("v1") strides in the first 1×1, torchvision ("v1.5") in the 3×3. */
const strideInSchema = z.enum(['1x1', '3x3'])

/** `width` is the inner width; the output has width × expansion channels. */
const schema = z.strictObject({
  kind: z.literal('bottleneck'),
  ...stageFields,
  expansion: count(mostExpansion),
  strideIn: strideInSchema,
  shortcut: shortcutSchema,
})

type BottleneckStage = z.infer<typeof schema>

const counts = new Intl.NumberFormat('en-US')

export const bottleneck = {
  schema,
  label: 'Bottleneck',
  note: '1×1, 3×3, 1×1',
  widthCaption: 'Inner width',
  fields: [
    shortcutField<BottleneckStage>(),
    {
      kind: 'number',
      field: 'expansion',
      caption: 'Expansion',
      min: 1,
      max: mostExpansion,
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
  ],
  from: ({ blocks, width, stride }, shortcut) => ({
    kind: 'bottleneck',
    blocks,
    width,
    stride,
    expansion: 4,
    strideIn: '3x3',
    shortcut,
  }),
  plain: (stage) => ({ ...stage, shortcut: 'none' }),
  shortcut: ({ shortcut }) => shortcut,
  problems: (stage, site) => [
    ...narrowingProblems(stage.shortcut, site.index, site.map.channels, outputWidth(stage)),
    ...doublingProblems(stage, site),
  ],
  block: (stage, site) => residualSteps(stage.shortcut, chainSteps(chain(stage, site.stride)), outputWidth(stage), site),
  describe: ({ strideIn, expansion }) => `bottleneck, stride in ${strideIn.replace('x', '×')}, expansion ${expansion}`,
} satisfies BlockRule<BottleneckStage>

function outputWidth({ width, expansion }: BottleneckStage): number {
  return width * expansion
}

const chain = ({ width, expansion, strideIn }: BottleneckStage, stride: number): ChainedConv[] => [
  { kernel: 1, width, stride: strideIn === '1x1' ? stride : 1 },
  { kernel: 3, width, stride: strideIn === '3x3' ? stride : 1 },
  { kernel: 1, width: width * expansion, stride: 1 },
]
