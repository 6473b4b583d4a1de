/**
 * What goes back from the loss of a batch to its images along one path alone: through the branch of some residual blocks, and around all others (Veit et al. 2016,
 * section 4.3). Forward all blocks are there, and BN has the statistics of the batch, as in training. What can be run of it:
 * - `load`: reads the split from its files.
 * - `path` (images, through): the norm of the gradient by the images, and the loss.
 */
import { reshape } from '../../graph/arithmetic.ts'
import type { DecodedImages, SplitName } from '../../datasets/dataset.ts'
import { float32, type GraphTensor } from '../../graph/graph-layer.ts'
import type { DeletableBlock } from '../../graph/deletable-blocks.ts'
import { imageId, type LayerGraph } from '../../graph/layer-graph.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import { emitBackward } from '../backward.ts'
import type { Binding } from '../binding.ts'
import { emitScaled, emitSplit } from '../data-input.ts'
import { expectedBranches } from '../evaluation-graph.ts'
import { binary, emitMean, emitSquares, join, root } from '../few-numbers.ts'
import { GraphWriter } from '../graph-writer.ts'
import { emitLoss } from '../loss.ts'
import { emitForward } from '../network.ts'
import { networkVariables } from '../network-variables.ts'
import type { NetworkState } from '../program.ts'
import { emitKeepingAll } from '../random-nodes.ts'
import { Session } from '../session.ts'
import { emitState, writeState } from '../state-graph.ts'

export interface PathRequest {
  readonly graph: LayerGraph
  readonly recipe: Recipe
  readonly dataset: DecodedImages
  readonly split: SplitName
  /** Images in one run. */
  readonly batch: number
  /** Residual ones, in the order of `through`. */
  readonly blocks: readonly DeletableBlock[]
}

export interface PathProgram {
  /** Norm of the gradient of the mean loss by the images. `through`: 1 for each block whose branch the path goes through, 0 for one that it goes around. */
  gradient(images: Int32Array, through: Float32Array): number
  dispose(): void
}

export function createPaths(binding: Binding, request: PathRequest, state: NetworkState): PathProgram {
  const { graph, recipe, dataset, split, batch, blocks } = request
  const writer = new GraphWriter()
  const variables = networkVariables(writer, graph)
  const images = writer.placeholder('images', 'int32', [batch])
  const through = writer.placeholder('through', 'float32', [blocks.length])
  const decoded = emitSplit(writer, split, dataset, dataset[split])
  writer.target('load', writer.floats([0], []), decoded.load)
  const image = emitScaled(writer, writer.gather(decoded.images, images), dataset)
  const branchFactors = expectedBranches(writer, graph, recipe)
  const uniform = (_purpose: string, shape: readonly number[]): GraphTensor => emitKeepingAll(writer, shape)
  const pass = emitForward(writer, graph, variables, image, true, { branchFactors, uniform })
  const { losses, scoresGradient } = emitLoss(writer, pass.scores, writer.gather(decoded.labels, images))
  const gates = emitGates(writer, through, blocks)
  const back = emitBackward(writer, graph, pass, scoresGradient, { toImage: true, gates })
  const byImage = back.byOutput[imageId]
  if (byImage === undefined || byImage === null) throw new RangeError('Nothing goes back to the image.')
  const norm = root(writer, emitSquares(writer, [byImage]))
  writer.target('path', join(writer, [norm, reshape(writer, emitMean(writer, losses), [1])]), [])
  const weights = emitState(writer, 'Weights', new Map([...variables.parameters, ...variables.statistics]))
  const session = new Session(binding, writer.nodes)
  session.run('load')
  writeState(session, weights, state)
  return {
    gradient: (places, gate) =>
      session.run('path', { images: { shape: [batch], values: places }, through: { shape: [blocks.length], values: gate } })[0] ??
      NaN,
    dispose: () => session.dispose(),
  }
}

function emitGates(
  writer: GraphWriter,
  through: GraphTensor,
  blocks: readonly DeletableBlock[],
): ReadonlyMap<number, { branch: GraphTensor; shortcut: GraphTensor }> {
  const flags = writer.node(
    'Unpack',
    [through],
    { ...float32, num: { int: blocks.length }, axis: { int: 0 } },
    blocks.map(() => ({ type: 'float32', shape: [] })),
  )
  return new Map(
    blocks.flatMap(({ end }, at) => {
      const branch = flags[at]
      return branch === undefined ? [] : [[end, { branch, shortcut: binary(writer, 'Sub', writer.floats([1], []), branch) }]]
    }),
  )
}
