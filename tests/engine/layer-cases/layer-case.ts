import type { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import type { LayerKind } from '../../../core/graph/layers.ts'

/** Ends a small net, whose newest layer is a map of even width, with the layer in question. */
export interface LayerCase {
  readonly covers: readonly LayerKind[]
  build(net: GraphBuilder): void
}

export const stem = { part: 'stem' } as const
