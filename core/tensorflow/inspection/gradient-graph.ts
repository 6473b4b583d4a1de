/**
 * What goes back through a network from the loss of a batch, as BN has it in training: with the statistics of that batch, which the gradient goes through
 * too. In float32, whatever the precision. What can be run of it:
 * - `load`: reads the split from its files.
 * - `gradients` (images): the numbers of `gradientLayout` in its order, then loss and error. Changes nothing.
 * - `writeWeights0` (valuesWeights0), …1, …: parameters and running statistics, which stay as they are.
 */
import type { SplitName } from '../../datasets/dataset.ts'
import type { GraphTensor } from '../../graph/graph-layer.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { residualBlocks, respondingLayers, weightedLayers } from '../../graph/residual-blocks.ts'
import { emitBackward, type BackwardPass } from '../backward.ts'
import { emitScaled, emitSplit } from '../data-input.ts'
import { expectedBranches } from '../evaluation-graph.ts'
import { emitMean, emitSquares, join, root } from '../few-numbers.ts'
import { GraphWriter } from '../graph-writer.ts'
import { emitLoss, emitVector } from '../loss.ts'
import { emitForward } from '../network.ts'
import { networkVariables } from '../network-variables.ts'
import type { ProgramRequest } from '../program.ts'
import { emitKeepingAll } from '../random-nodes.ts'
import type { NodeDef } from '../saved-model.ts'
import { emitState, type StatePart } from '../state-graph.ts'
import { emitBlockGradients, pick } from '../telemetry-graph.ts'

export interface GradientRequest extends Pick<ProgramRequest, 'graph' | 'recipe' | 'dataset'> {
  readonly split: SplitName
  /** Images in one run. */
  readonly batch: number
}

export interface GradientGraph {
  readonly nodes: readonly NodeDef[]
  readonly weights: readonly StatePart[]
}

/** How many numbers there are of each kind, in the order in which they are given. */
export function gradientLayout(graph: LayerGraph): { weights: number; responses: number; blocks: number } {
  return {
    weights: weightedLayers(graph).length,
    responses: respondingLayers(graph).length,
    /** Once through the branch, and once through the shortcut. */
    blocks: residualBlocks(graph).filter(({ isOfImage }) => !isOfImage).length,
  }
}

export function gradientGraph({ graph, recipe, dataset, split, batch }: GradientRequest): GradientGraph {
  const writer = new GraphWriter()
  const variables = networkVariables(writer, graph)
  const images = writer.placeholder('images', 'int32', [batch])
  const decoded = emitSplit(writer, split, dataset, dataset[split])
  writer.target('load', writer.floats([0], []), decoded.load)

  const image = emitScaled(writer, writer.gather(decoded.images, images), dataset)
  const branchFactors = expectedBranches(writer, graph, recipe)
  const uniform = (_purpose: string, shape: readonly number[]): GraphTensor => emitKeepingAll(writer, shape)
  const pass = emitForward(writer, graph, variables, image, true, { branchFactors, uniform })
  const { losses, wrong, scoresGradient } = emitLoss(writer, pass.scores, writer.gather(decoded.labels, images))
  const back = emitBackward(writer, graph, pass, scoresGradient)
  const means = emitVector(writer, [emitMean(writer, losses), emitMean(writer, wrong)])
  writer.target('gradients', join(writer, [...emitNorms(writer, graph, back), means]), [])
  const weights = emitState(writer, 'Weights', new Map([...variables.parameters, ...variables.statistics]))
  return { nodes: writer.nodes, weights }
}

/** In the order of `gradientLayout`. */
function emitNorms(writer: GraphWriter, graph: LayerGraph, { byParameter, byInput, byOutput }: BackwardPass): GraphTensor[] {
  const norms = (tensors: readonly GraphTensor[]): GraphTensor[] =>
    tensors.length === 0 ? [] : [root(writer, emitSquares(writer, tensors))]
  const weights = weightedLayers(graph).map(({ layer }) => `${layer.name}.weights`)
  const zero = writer.floats([0], [])
  return [
    ...norms(pick(byParameter, weights)),
    ...norms(respondingLayers(graph).map(({ response }) => byOutput[response] ?? zero)),
    ...emitBlockGradients(writer, graph, byInput).map((squares) => root(writer, squares)),
  ]
}
