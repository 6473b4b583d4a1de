/** A network as few parts, in the order in which they are computed: single layers, and the blocks of a stage together. */
import { imageId, type Layer } from '../graph/layer-graph.ts'
import type { BodyNode } from './body.ts'
import type { BlockUnit, Units } from './units.ts'

/** One layer that is in no block, or all blocks of a stage. */
export type Part = BodyNode & ({ readonly layer: Layer } | { readonly blocks: readonly BlockUnit[]; readonly stage: number })

export function partsOf({ stem, stages, around, head }: Units): Part[] {
  const single = [...stem, ...around, ...head].map((layer): Part => ({
    id: layer.id,
    name: layer.name,
    inputs: layer.inputs,
    layer,
  }))
  const lists = stages.map((blocks, stage): Part => {
    const [first, last] = [blocks[0], blocks[blocks.length - 1]]
    return { id: last?.output ?? imageId, name: `stage${stage + 1}`, inputs: [first?.input ?? imageId], blocks, stage }
  })
  return [...single, ...lists].toSorted((a, b) => a.id - b.id)
}
