/** The branch F of a residual block: convolutions with BN, and ReLU between them. */
import type { GraphBuilder } from '../../graph/graph-builder.ts'
import type { Place } from '../../graph/layer-graph.ts'
import { paddingOf } from '../map-size.ts'
import type { BlockSite } from './block-rule.ts'

export interface ChainedConv {
  readonly kernel: number
  readonly width: number
  readonly stride: number
}

/** Adds them after the newest layer. The last has no ReLU: that follows the addition. */
export function lowerChain(builder: GraphBuilder, chain: readonly ChainedConv[], { name, stage, block }: BlockSite): void {
  const place: Place = { part: 'stage', stage, block, branch: 'main' }
  chain.forEach((conv, position) => {
    const number = position + 1
    builder.append('conv', `${name}.conv${number}`, { ...conv, padding: paddingOf(conv), bias: false }, place)
    builder.append('batchNorm', `${name}.bn${number}`, {}, place)
    if (number < chain.length) builder.append('relu', `${name}.relu${number}`, {}, place)
  })
}
