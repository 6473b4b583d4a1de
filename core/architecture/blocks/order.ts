/** Where normalization and activation stand in a residual block (He et al. 2016b, table 2), and the branch that follows from it. */
import { z } from 'zod'
import type { Activation } from '../options/activation.ts'
import { activationSteps } from '../options/activation.ts'
import { dropoutSteps } from '../options/dropout.ts'
import { hasOffset, normalizationSteps, type Normalization } from '../options/normalization.ts'
import type { PartField } from '../part-field.ts'
import { layer, type LayerStep, type Step } from '../steps.ts'

export const orderSchema = z.enum(['original', 'bn-after-addition', 'relu-before-addition', 'relu-only', 'pre-activation'])

export type Order = z.infer<typeof orderSchema>

const choices = [
  { value: 'original', label: 'original', title: 'convolution, BN, ReLU; the last ReLU after the addition' },
  { value: 'bn-after-addition', label: 'BN after addition', title: 'the last BN and ReLU after the addition' },
  { value: 'relu-before-addition', label: 'ReLU before addition', title: 'the last ReLU before the addition' },
  { value: 'relu-only', label: 'ReLU-only pre-activation', title: 'ReLU, convolution, BN' },
  { value: 'pre-activation', label: 'full pre-activation', title: 'BN, ReLU, convolution' },
] as const

export function orderField<S extends { readonly order: Order }>(): PartField<S & { readonly order: Order }> {
  return {
    kind: 'choice',
    field: 'order',
    caption: 'Order',
    usual: 'original',
    choices: () => choices,
    value: ({ order }) => order,
    change: (value) => ({ order: orderSchema.parse(value) }) as Partial<S>,
    note: ({ order }) => choices.find(({ value }) => value === order)?.title ?? '',
  }
}

/** `, pre-activation`: empty for the original order. */
export function orderText(order: Order): string {
  return order === 'original' ? '' : `, ${choices.find(({ value }) => value === order)?.label ?? order}`
}

export interface Ordered {
  readonly order: Order
  readonly normalization: Normalization
  readonly activation: Activation
  /** Share of numbers left out between the convolutions. */
  readonly dropout: number
  /** Whether the branch begins as nothing: its last scale is 0 (Goyal et al. 2017, section 5.1). */
  readonly zeroScale: boolean
}

/** A convolution of the branch, without its number, bias and padding. */
export type ChainedConv = Omit<Extract<LayerStep, { layer: 'conv' }>['config'], 'bias'>

export interface OrderedSteps {
  /** Before the ways part. */
  readonly before: Step[]
  readonly branch: Step[]
  /** After they have met. */
  readonly after: Step[]
}

/**
 * The branch F in its order. `split`: whether what comes before the first convolution stands before the ways part, as in the first block of a stage
 * of pre-activation (He et al. 2016b, section 4.1, and the authors' code).
 */
export function orderedSteps(ordered: Ordered, convs: readonly ChainedConv[], split: boolean): OrderedSteps {
  const { order, normalization, activation, dropout } = ordered
  const count = convs.length
  const zero = ordered.zeroScale ? 0 : undefined
  const norm = (number: number): Step[] =>
    normalizationSteps(normalization, String(number), number === count && order !== 'pre-activation' ? zero : undefined)
  const act = (number: number): Step[] => activationSteps(activation, String(number))
  const before: Step[] = []
  const branch: Step[] = []
  const after: Step[] = []
  convs.forEach((config, index) => {
    const number = index + 1
    const isLast = number === count
    const ahead = order === 'pre-activation' ? [...norm(number), ...act(number)] : order === 'relu-only' ? act(number) : []
    if (index === 0 && split && order === 'pre-activation') before.push(...ahead)
    else branch.push(...ahead)
    if (isLast && count > 1) branch.push(...dropoutSteps(dropout, 'dropout'))
    branch.push(layer('conv', `conv${number}`, { ...config, bias: !hasOffset(normalization) }))
    if (order === 'relu-only') branch.push(...norm(number))
    if (order === 'relu-before-addition') branch.push(...norm(number), ...act(number))
    if (order === 'original') branch.push(...norm(number), ...(isLast ? [] : act(number)))
    if (order === 'bn-after-addition' && !isLast) branch.push(...norm(number), ...act(number))
  })
  if (order === 'bn-after-addition') after.push(...norm(count), ...activationSteps(activation, ''))
  if (order === 'original') after.push(...activationSteps(activation, ''))
  return { before, branch, after }
}
