/**
 * Fixup blocks: residual blocks of convolutions that need no normalization, since their branches begin as nothing and have single learned numbers in
 * its place (Zhang et al. 2019, section 3.2 and figure 1). The paper's networks have one such number in stem and head too, and a last layer that begins
 * with 0: those are fields there.
 */
import { z } from 'zod'
import type { InitialWeights } from '../../graph/initialization.ts'
import { count, stageFields } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import { activationField, activationSchema, activationSteps, activationText } from '../options/activation.ts'
import { layer, type Step } from '../steps.ts'
import type { BlockRule, BlockSite } from './block-rule.ts'
import { doublingProblems } from './doubling.ts'
import { kernelField, oddKernel } from './kernel.ts'
import { narrowingProblems, shortcutField, shortcutSchema, shortcutSteps } from './shortcut.ts'

const [leastLayers, mostLayers] = [2, 8]

const schema = z.strictObject({
  kind: z.literal('fixup'),
  ...stageFields,
  /** Convolutions of a block. */
  layers: count(mostLayers).min(leastLayers).default(2),
  kernel: oddKernel.default(3),
  shortcut: shortcutSchema,
  activation: activationSchema.default('relu'),
})

type FixupStage = z.output<typeof schema>

export const fixup = {
  schema,
  label: 'Fixup',
  note: 'residual without normalization',
  word: 'Fixup',
  widthCaption: 'Width',
  fields: [
    {
      kind: 'number',
      field: 'layers',
      caption: 'Layers a block',
      min: leastLayers,
      max: mostLayers,
      value: ({ layers }) => layers,
      change: (layers) => ({ layers }),
    },
    shortcutField<FixupStage>(),
    activationField<FixupStage>(),
    kernelField<FixupStage>(),
  ],
  from: ({ blocks, width, stride }, shortcut) => schema.parse({ kind: 'fixup', blocks, width, stride, shortcut }),
  plain: (stage) => ({ ...stage, shortcut: 'none' }),
  shortcut: ({ shortcut }) => shortcut,
  problems: (stage, site) => [
    ...narrowingProblems(stage.shortcut, site.index, site.map.channels, stage.width),
    ...doublingProblems(stage, site),
  ],
  block(stage, site) {
    const { width, shortcut, activation } = stage
    const after = site.meetsOuter ? [] : activationSteps(activation, '')
    const branch = branchSteps(stage, site)
    if (shortcut === 'none') return [...branch, ...after]
    const beside = shortcutSteps({ shortcut, projection: 'bare', normalization: 'none' }, width, site)
    return [
      {
        branches: [
          { branch: 'main', steps: branch },
          { branch: 'shortcut', steps: beside },
        ],
        merge: layer('add', 'add', {}),
      },
      ...after,
    ]
  },
  describe: ({ layers, kernel, activation }) =>
    [layers === 2 ? 'Fixup' : `Fixup of ${layers}`, kernel === 3 ? '' : `, ${kernel}×${kernel}`, activationText(activation)].join(
      '',
    ),
} satisfies BlockRule<FixupStage>

/** A bias before each convolution and each activation; a multiplier and a bias at the end. */
function branchSteps(stage: FixupStage, site: BlockSite): Step[] {
  const { layers, kernel, width, activation } = stage
  const bias = (name: string): Step => layer('bias', name, { initial: 0 })
  return Array.from({ length: layers }, (_, index) => index + 1).flatMap((number) => {
    const isLast = number === layers
    const initial = initialOf(stage, site, isLast)
    const stride = number === 1 ? site.stride : 1
    const window = { kernel, width, stride, padding: paddingOf({ kernel }), bias: false }
    return [
      bias(`bias${number}a`),
      layer('conv', `conv${number}`, { ...window, ...(initial && { initial }) }),
      ...(isLast ? [layer('scalar', 'scalar', { initial: 1 })] : []),
      bias(`bias${number}b`),
      ...(isLast ? [] : activationSteps(activation, `${number}`)),
    ]
  })
}

/**
 * Of L residual blocks of m layers each, the weights of the last layer begin with 0 and those of the others are drawn L^(−1/(2m−2)) times as large
 * (section 3.2, rules 1 and 2). Without shortcuts nothing would get past zeros: the plain twin is drawn by the network's rule alone.
 */
function initialOf({ layers, shortcut }: FixupStage, { residualBlocks }: BlockSite, isLast: boolean): InitialWeights | undefined {
  if (shortcut === 'none') return undefined
  if (isLast) return { kind: 'constant', value: 0 }
  return { kind: 'scaled', factor: residualBlocks ** (-1 / (2 * layers - 2)) }
}
