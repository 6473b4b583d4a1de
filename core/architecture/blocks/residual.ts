/** The options that all residual blocks of convolutions have, and how a branch becomes a block by them. */
import { z } from 'zod'
import { activationField, activationSchema, activationText } from '../options/activation.ts'
import { dropoutField, dropoutSchema } from '../options/dropout.ts'
import { normalizationFields, normalizationProblems, normalizationSchema, normalizationText } from '../options/normalization.ts'
import type { PartField } from '../part-field.ts'
import { placeName, type Problem } from '../problem.ts'
import { layer, type Step } from '../steps.ts'
import { aroundFields, aroundSchema, aroundText, surrounded } from './around.ts'
import type { BlockSite, StageSite, StageSize } from './block-rule.ts'
import { doublingProblems } from './doubling.ts'
import { orderedSteps, orderField, orderSchema, orderText, type ChainedConv } from './order.ts'
import { narrowingProblems, projectionField, projectionSchema, shortcutField, shortcutSchema, shortcutSteps } from './shortcut.ts'
import { squeezeFields, squeezeSchema, squeezeSteps } from './squeeze.ts'

/** In the order of the file, after what the kind has of its own. */
export const residualOptions = {
  shortcut: shortcutSchema,
  projection: projectionSchema.default('normalized'),
  around: aroundSchema.default('identity'),
  order: orderSchema.default('original'),
  normalization: normalizationSchema.default('batch'),
  activation: activationSchema.default('relu'),
  squeeze: squeezeSchema.default(null),
  dropout: dropoutSchema.default(0),
  /** Whether the branch's last scale begins with 0. */
  zeroScale: z.boolean().default(false),
  /** A learned number that the branch is multiplied by, and that begins with 0: SkipInit (De & Smith 2020), ReZero (Bachlechner et al. 2020). */
  branchScalar: z.boolean().default(false),
}

export type ResidualStage = StageSize & {
  readonly [K in keyof typeof residualOptions]: z.output<(typeof residualOptions)[K]>
}

/** The plain twin's. A branch that begins as nothing lets nothing pass where no shortcut leads around it. */
export const withoutShortcut = { shortcut: 'none', zeroScale: false, branchScalar: false } as const

/** The inspector's fields. */
export function residualFields<S extends ResidualStage>(): PartField<S>[] {
  const fields: PartField<ResidualStage>[] = [
    shortcutField<ResidualStage>(),
    projectionField<ResidualStage>(),
    ...aroundFields<ResidualStage>(({ shortcut }) => shortcut !== 'none'),
    orderField<ResidualStage>(),
    ...normalizationFields<ResidualStage>(),
    activationField<ResidualStage>(),
    ...squeezeFields<ResidualStage>(),
    dropoutField<ResidualStage>('between the convolutions'),
    {
      kind: 'choice',
      field: 'zeroScale',
      caption: 'Last scale begins',
      usual: 'one',
      applies: ({ order, normalization }) => normalization === 'batch' && order !== 'pre-activation',
      choices: () => [
        { value: 'one', label: 'with 1' },
        { value: 'zero', label: 'with 0', title: 'the branch begins as nothing' },
      ],
      value: ({ zeroScale }) => (zeroScale ? 'zero' : 'one'),
      change: (value) => ({ zeroScale: value === 'zero' }),
    },
    {
      kind: 'choice',
      field: 'branchScalar',
      caption: 'Learned scalar',
      usual: 'no',
      choices: () => [
        { value: 'no', label: 'none' },
        { value: 'yes', label: 'from 0', title: 'as SkipInit and ReZero: the branch begins as nothing' },
      ],
      value: ({ branchScalar }) => (branchScalar ? 'yes' : 'no'),
      change: (value) => ({ branchScalar: value === 'yes' }),
    },
  ]
  // Each reads and changes only what all residual stages have.
  return fields as unknown as PartField<S>[]
}

/** The block around convolutions whose last has `width` channels. */
export function residualSteps(stage: ResidualStage, convs: readonly ChainedConv[], width: number, site: BlockSite): Step[] {
  const { shortcut, around, squeeze, branchScalar } = stage
  const { before, branch, after } = orderedSteps(stage, convs, site.block === 0)
  const main = [...branch, ...squeezeSteps(squeeze, width), ...(branchScalar ? [layer('scalar', 'scalar', { initial: 0 })] : [])]
  const ends = site.meetsOuter ? [] : after
  if (shortcut === 'none') return [...before, ...main, ...ends]
  const beside = shortcutSteps(stage, width, site)
  return [...before, surrounded(around, main, beside, { width, stride: site.stride }), ...ends]
}

/** `channels`: what its convolutions give, first to last. */
export function residualProblems(stage: ResidualStage, site: StageSite<ResidualStage>, channels: readonly number[]): Problem[] {
  const output = channels[channels.length - 1] ?? stage.width
  // In pre-activation what comes in is normalised before the first convolution: of the first block the map's channels, of later ones its own.
  const comesIn = stage.blocks > 1 ? [site.map.channels, output] : [site.map.channels]
  const isProjected = (stage.shortcut === 'B' || stage.shortcut === 'C') && stage.projection !== 'bare'
  const ahead = [...comesIn, ...channels.slice(0, -1), ...(isProjected ? [output] : [])]
  const normalised = stage.order === 'pre-activation' ? ahead : channels
  const worst = normalised.find((width) => normalizationProblems(stage.normalization, site.index, width).length > 0)
  return [
    ...narrowingProblems(stage.shortcut, site.index, site.map.channels, output),
    ...(worst === undefined ? [] : normalizationProblems(stage.normalization, site.index, worst)),
    ...doublingProblems(stage, site),
    ...nothingProblems(stage, site.index),
  ]
}

/** Without a shortcut, what begins as nothing gives nothing, forwards and backwards. */
function nothingProblems(stage: ResidualStage, index: number): Problem[] {
  const { shortcut, normalization, order, zeroScale, branchScalar } = stage
  const hasZeroScale = zeroScale && normalization === 'batch' && order !== 'pre-activation'
  if (shortcut !== 'none' || !(branchScalar || hasZeroScale)) return []
  const what = branchScalar ? 'learned scalar' : 'last scale'
  return [
    {
      severity: 'warning',
      place: index,
      field: branchScalar ? 'branchScalar' : 'zeroScale',
      message: `${placeName(index)}: its ${what} begins with 0, and no shortcut leads around it: nothing passes.`,
      expected: 'a shortcut, or no beginning with 0',
      actual: 'a plain block that begins as nothing',
      mend: { label: branchScalar ? 'Leave the scalar out' : 'Begin with 1', value: false },
    },
  ]
}

/** `, pre-activation, SE`: what is unusual about it. */
export function residualText({
  around,
  order,
  normalization,
  activation,
  squeeze,
  dropout,
  branchScalar,
}: ResidualStage): string {
  return [
    orderText(order),
    aroundText(around),
    normalizationText(normalization),
    activationText(activation),
    squeeze === null ? '' : ', SE',
    dropout === 0 ? '' : `, dropout ${dropout}`,
    branchScalar ? ', learned scalar' : '',
  ].join('')
}
