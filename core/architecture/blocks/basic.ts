/** Basic blocks: 3×3 convolutions with BN under a shortcut (He et al. 2016, figure 5, left). */
import { z } from 'zod'
import { count, stageFields } from '../fields.ts'
import { placeName, type Problem } from '../problem.ts'
import type { BlockRule } from './block-rule.ts'
import { chainSteps, type ChainedConv } from './chain.ts'
import { doublingProblems } from './doubling.ts'
import { narrowingProblems, residualSteps, shortcutField, shortcutSchema } from './shortcut.ts'

const mostLayers = 8

const schema = z.strictObject({
  kind: z.literal('basic'),
  ...stageFields,
  /** 3×3 convolutions of a block. */
  layers: count(mostLayers),
  shortcut: shortcutSchema,
})

type BasicStage = z.infer<typeof schema>

export const basic = {
  schema,
  label: 'Basic',
  note: '',
  widthCaption: 'Width',
  fields: [
    shortcutField<BasicStage>(),
    {
      kind: 'number',
      field: 'layers',
      caption: 'Layers a block',
      min: 1,
      max: mostLayers,
      value: ({ layers }) => layers,
      change: (layers) => ({ layers }),
    },
  ],
  from: ({ blocks, width, stride }, shortcut) => ({ kind: 'basic', blocks, width, stride, layers: 2, shortcut }),
  plain: (stage) => ({ ...stage, shortcut: 'none' }),
  shortcut: ({ shortcut }) => shortcut,
  problems: (stage, site) => [
    ...narrowingProblems(stage.shortcut, site.index, site.map.channels, stage.width),
    ...layersProblems(stage, site.index),
    ...doublingProblems(stage, site),
  ],
  block: (stage, site) => residualSteps(stage.shortcut, chainSteps(chain(stage, site.stride)), stage.width, site),
  describe: ({ layers }) => (layers === 2 ? 'basic' : `basic of ${layers}`),
} satisfies BlockRule<BasicStage>

const chain = ({ layers, width }: BasicStage, stride: number): ChainedConv[] =>
  Array.from({ length: layers }, (_, layer) => ({ kernel: 3, width, stride: layer === 0 ? stride : 1 }))

/** y = Wx + x is a linear layer in all but name. */
function layersProblems({ layers, shortcut }: BasicStage, index: number): Problem[] {
  if (layers > 1 || shortcut === 'none') return []
  return [
    {
      severity: 'warning',
      place: index,
      field: 'layers',
      message: `${placeName(index)}: a shortcut around one layer has shown no advantage.`,
      expected: '2 layers a block or more',
      actual: '1 layer a block',
      source: 'He et al. 2016, section 3.2',
      mend: { label: 'Set 2 layers', value: 2 },
    },
  ]
}
