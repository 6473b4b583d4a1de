/** The branch F of a residual block: convolutions with BN, and ReLU between them. */
import { paddingOf } from '../map-size.ts'
import { layer, type Step } from '../steps.ts'

export interface ChainedConv {
  readonly kernel: number
  readonly width: number
  readonly stride: number
}

/** The last has no ReLU: that follows the addition. */
export function chainSteps(chain: readonly ChainedConv[]): Step[] {
  return chain.flatMap((conv, position) => {
    const number = position + 1
    return [
      layer('conv', `conv${number}`, { ...conv, padding: paddingOf(conv), bias: false }),
      layer('batchNorm', `bn${number}`, {}),
      ...(number < chain.length ? [layer('relu', `relu${number}`, {})] : []),
    ]
  })
}
