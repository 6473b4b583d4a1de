/** Blocks that a trained network can be evaluated without (Veit et al. 2016, sections 4.1 and 4.2), found in a LayerGraph. */
import { depthsOf } from './analysis.ts'
import { imageId, type Layer, type LayerGraph } from './layer-graph.ts'
import { residualBlocks } from './residual-blocks.ts'

/** Numbers are ids of layers. */
export interface DeletableBlock {
  /** `stage1.block1` */
  readonly name: string
  /** Weighted layers on the main path up to its end. */
  readonly depth: number
  /** The layer whose output another's takes the place of: an addition, or the last layer of a block that adds nothing. */
  readonly end: number
  /** What gives that other output: the end of the shortcut, or what the block reads. */
  readonly instead: number
  /** Whether its branch alone goes, and its shortcut stays. */
  readonly isResidual: boolean
}

/**
 * Every residual block without blocks inside it: without its branch what leads around it is left. And every other block of a stage that gives maps of the
 * size that it reads: without it they go past. One that changes the size of maps and has no shortcut cannot be deleted.
 */
export function deletableBlocks(graph: LayerGraph): DeletableBlock[] {
  const depths = depthsOf(graph)
  const residual = residualBlocks(graph)
    .filter(({ join, holdsBlocks }) => graph.layers[join]?.kind === 'add' && !holdsBlocks)
    .flatMap(({ name, depth, join, branch }): DeletableBlock[] => {
      const instead = graph.layers[join]?.inputs.find((id) => id !== branch)
      return instead === undefined ? [] : [{ name, depth, end: join, instead, isResidual: true }]
    })
  const adding = new Set(graph.layers.filter(({ kind }) => kind === 'add').map(blockOf))
  const others = [...blocksOfStages(graph)]
    .filter(([block]) => !adding.has(block))
    .flatMap(([, layers]): DeletableBlock[] => {
      const instead = inputOf(layers)
      const last = layers.at(-1)
      if (last === undefined || instead === null || !isSameSize(graph.layers[instead], last)) return []
      const { place } = last
      const name = place.part === 'stage' ? `stage${place.stage + 1}.block${place.block + 1}` : last.name
      return [{ name, depth: depths[last.id] ?? 0, end: last.id, instead, isResidual: false }]
    })
  return [...residual, ...others].sort((one, other) => one.end - other.end)
}

/** Layers of each block of each stage, in their order. */
function blocksOfStages(graph: LayerGraph): Map<string, Layer[]> {
  const blocks = new Map<string, Layer[]>()
  for (const layer of graph.layers) {
    const block = blockOf(layer)
    if (block !== null) blocks.set(block, [...(blocks.get(block) ?? []), layer])
  }
  return blocks
}

function blockOf({ place }: Layer): string | null {
  return place.part === 'stage' ? `${place.stage} ${place.block}` : null
}

/** The one layer outside that a block reads; null where there are several. */
function inputOf(layers: readonly Layer[]): number | null {
  const first = layers[0]?.id ?? imageId
  const [input, ...others] = new Set(layers.flatMap(({ inputs }) => inputs.filter((id) => id < first)))
  return input === undefined || others.length > 0 ? null : input
}

function isSameSize(one: Layer | undefined, other: Layer): boolean {
  return one?.outputShape.join() === other.outputShape.join()
}
