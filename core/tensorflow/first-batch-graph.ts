/**
 * One batch forwards and backwards, with the numbers of core/graph/first-batch.ts as nodes beside it. What can be run of it:
 * - `statistics` (image, labels): the numbers of `firstBatchLayout` in its order, then loss and error. Changes nothing.
 * - `inputGradients` (line, scoresGradient): the gradient that goes back to each of a few images, [images, height × width × channels].
 * - `writeState0` (valuesState0), …1, …: the weights.
 */
import { reshape } from '../graph/arithmetic.ts'
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import { hasQuantity, firstBatchQuantities, type FirstBatchQuantity } from '../graph/first-batch.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import { size } from '../graph/tensors.ts'
import { valueOf } from '../graph/value-of.ts'
import { binary, emitMean, emitSquares, join, pack, root } from './few-numbers.ts'
import { GraphWriter } from './graph-writer.ts'
import { emitBackward } from './backward.ts'
import { emitForward } from './network.ts'
import type { ProgramRequest } from './program.ts'
import { emitKeepingAll } from './random-nodes.ts'
import type { NodeDef } from './saved-model.ts'
import { emitState, type StatePart } from './state-graph.ts'
import { programPlan } from './own-kernels/program-plan.ts'
import { emitPass, type Pass } from './training-pass.ts'
import { stateVariables, trainingVariables } from './training-variables.ts'

export interface FirstBatchGraph {
  readonly nodes: readonly NodeDef[]
  readonly state: readonly StatePart[]
}

/** `lineImages`: how many go through `inputGradients` at once. */
export function firstBatchGraph(request: ProgramRequest, lineImages: number): FirstBatchGraph {
  const { graph, recipe, dataset } = request
  const writer = new GraphWriter()
  const variables = trainingVariables(writer, graph, recipe)
  const { height, width, channels, classes } = dataset
  const image = writer.placeholder('image', 'float32', [recipe.batchSize, height, width, channels])
  const labels = writer.placeholder('labels', 'int32', [recipe.batchSize])
  const pass = emitPass(writer, request, variables, { image, labels }, writer.ints([0], []), programPlan(request))
  writer.target('statistics', join(writer, [emitStatistics(writer, graph, pass), pass.means]), [])

  writer.within('line', () => {
    const line = writer.placeholder('line', 'float32', [lineImages, height, width, channels])
    const scoresGradient = writer.placeholder('scoresGradient', 'float32', [lineImages, classes.length])
    // Masks of their own would tell neighbours apart.
    const uniform = (_purpose: string, shape: readonly number[]): GraphTensor => emitKeepingAll(writer, shape)
    const forward = emitForward(writer, graph, variables, line, true, { uniform })
    const { byOutput } = emitBackward(writer, graph, forward, scoresGradient, { toImage: true })
    const [byImage] = byOutput
    if (byImage == null) throw new RangeError('Nothing goes back to the image.')
    writer.target('inputGradients', reshape(writer, byImage, [lineImages * height * width * channels]), [])
  })
  return { nodes: writer.nodes, state: emitState(writer, 'State', stateVariables(variables)) }
}

/** The numbers of `firstBatchLayout`, in its order. */
function emitStatistics(writer: GraphWriter, graph: LayerGraph, pass: Pass): GraphTensor {
  return writer.within('statistics', () =>
    join(
      writer,
      firstBatchQuantities.flatMap((quantity) => {
        const layers = graph.layers.filter((layer) => hasQuantity(layer, quantity))
        return layers.length === 0 ? [] : [emitQuantity(writer, quantity, layers, pass)]
      }),
    ),
  )
}

/** One number a layer. */
function emitQuantity(writer: GraphWriter, quantity: FirstBatchQuantity, layers: readonly Layer[], pass: Pass): GraphTensor {
  const { observed, gradients, parameters, scale } = pass
  const [first] = observed
  const outputs = layers.map(({ id }) => {
    const forward = first?.pass.layers[id]
    if (forward === undefined) throw new RangeError(`Layer ${id} gave nothing.`)
    return writer.cast(forward.output, 'float32')
  })
  const each = (number: (output: GraphTensor) => GraphTensor): GraphTensor => pack(writer, outputs.map(number))
  const weights = layers.map(({ name }) => `${name}.weights`)
  const norms = (tensors: readonly GraphTensor[]): GraphTensor => root(writer, emitSquares(writer, tensors))
  switch (quantity) {
    case 'mean':
      return each((output) => emitMean(writer, output))
    case 'std':
      return emitDeviations(writer, outputs, (output) => emitMean(writer, output))
    case 'imageStd':
      return emitDeviations(writer, outputs, (output) => overImages(writer, 'Mean', output))
    case 'gradientNorm': {
      const back = layers.map(({ id, name }) => {
        const gradient = first?.byOutput[id]
        if (gradient == null) throw new RangeError(`Nothing goes back to ${name}.`)
        return gradient
      })
      return scale === null ? norms(back) : binary(writer, 'RealDiv', norms(back), scale)
    }
    case 'weightGradientNorm':
      return norms(weights.map((name) => valueOf(gradients, name)))
    case 'weightNorm':
      return norms(weights.map((name) => valueOf(parameters, name)))
    case 'deadShare':
      return each((output) => shareOf(writer, 'LessEqual', overImages(writer, 'Max', output)))
    case 'openShare':
      return each((output) => shareOf(writer, 'Greater', overImages(writer, 'Min', output)))
  }
}

/** Root of the mean square of what is left of each tensor without its mean: in two passes, since that may be far from zero. */
function emitDeviations(
  writer: GraphWriter,
  outputs: readonly GraphTensor[],
  mean: (output: GraphTensor) => GraphTensor,
): GraphTensor {
  const centred = outputs.map((output) => binary(writer, 'Sub', output, mean(output)))
  const counts = writer.floats(outputs.map(({ shape }) => size(shape)))
  return root(writer, binary(writer, 'RealDiv', emitSquares(writer, centred), counts))
}

/** Of each unit over the images of the batch. */
function overImages(writer: GraphWriter, op: 'Mean' | 'Max' | 'Min', output: GraphTensor): GraphTensor {
  const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
  return writer.op(op, [output, writer.ints([0])], attributes, { type: 'float32', shape: output.shape.slice(1) })
}

/** Share of numbers that stand so to 0. */
function shareOf(writer: GraphWriter, op: 'LessEqual' | 'Greater', units: GraphTensor): GraphTensor {
  const stand = writer.op(op, [units, writer.floats([0], [])], float32, { type: 'bool', shape: units.shape })
  const ones = writer.op(
    'Cast',
    [stand],
    { SrcT: { type: 'bool' }, DstT: { type: 'float32' }, Truncate: { bool: false } },
    like(units),
  )
  return emitMean(writer, ones)
}
