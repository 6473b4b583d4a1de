/** Basic blocks: convolutions of one width under a shortcut (He et al. 2016, figure 5, left), wide ones (Zagoruyko & Komodakis 2016) too. */
import { z } from 'zod'
import { count, stageFields } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import { groupsField, groupsProblems } from '../options/groups.ts'
import { placeName, type Problem } from '../problem.ts'
import type { BlockRule } from './block-rule.ts'
import { dilationField, kernelField, oddKernel } from './kernel.ts'
import { residualFields, residualOptions, residualProblems, residualSteps, residualText, withoutShortcut } from './residual.ts'

const mostLayers = 8

const schema = z.strictObject({
  kind: z.literal('basic'),
  ...stageFields,
  /** Convolutions of a block. */
  layers: count(mostLayers),
  kernel: oddKernel.default(3),
  dilation: count(16).default(1),
  groups: count(1024).default(1),
  ...residualOptions,
})

type BasicStage = z.output<typeof schema>

export const basic = {
  schema,
  label: 'Basic',
  note: '',
  word: 'basic',
  widthCaption: 'Width',
  fields: [
    {
      kind: 'number',
      field: 'layers',
      caption: 'Layers a block',
      min: 1,
      max: mostLayers,
      value: ({ layers }) => layers,
      change: (layers) => ({ layers }),
    },
    ...residualFields<BasicStage>(),
    kernelField<BasicStage>(),
    dilationField<BasicStage>(),
    groupsField<BasicStage>(),
  ],
  from: ({ blocks, width, stride }, shortcut) => schema.parse({ kind: 'basic', blocks, width, stride, layers: 2, shortcut }),
  plain: (stage) => ({ ...stage, ...withoutShortcut }),
  shortcut: ({ shortcut }) => shortcut,
  problems: (stage, site) => [
    ...residualProblems(stage, site, Array<number>(stage.layers).fill(stage.width)),
    ...groupsProblems(stage.groups, site.index, [site.map.channels, stage.width]),
    ...layersProblems(stage, site.index),
  ],
  block(stage, site) {
    const { layers, width, kernel, dilation, groups } = stage
    const padding = paddingOf({ kernel }) * dilation
    const convs = Array.from({ length: layers }, (_, index) => ({
      kernel,
      width,
      stride: index === 0 ? site.stride : 1,
      padding,
      ...(dilation > 1 && { dilation }),
      ...(groups > 1 && { groups }),
    }))
    return residualSteps(stage, convs, width, site)
  },
  describe: (stage) =>
    [
      stage.layers === 2 ? 'basic' : `basic of ${stage.layers}`,
      stage.kernel === 3 ? '' : `, ${stage.kernel}×${stage.kernel}`,
      stage.groups === 1 ? '' : `, ${stage.groups} groups`,
      stage.dilation === 1 ? '' : `, dilation ${stage.dilation}`,
      residualText(stage),
    ].join(''),
} satisfies BlockRule<BasicStage>

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
