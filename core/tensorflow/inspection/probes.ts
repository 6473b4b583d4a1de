/** What is read of a network for each image as it passes, in evaluation. */
import { float32, type GraphTensor } from '../../graph/graph-layer.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { residualBlocks, respondingLayers } from '../../graph/residual-blocks.ts'
import { pack } from '../few-numbers.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { ForwardPass } from '../network.ts'
import { outputOf } from '../network.ts'

export interface Probe {
  /** How many numbers there are for each image. */
  numbers(graph: LayerGraph): number
  /** Those of a batch, float32 [batch, numbers]. */
  emit(writer: GraphWriter, graph: LayerGraph, pass: ForwardPass): GraphTensor
  /** Whether it reads more than the class scores: then TensorFlow's own nodes give every layer's output. */
  readonly looksInside: boolean
}

/** The class scores. */
export const scoresProbe: Probe = {
  numbers: (graph) => graph.layers.at(-1)?.outputShape.at(-1) ?? 0,
  emit: (_writer, _graph, { scores }) => scores,
  looksInside: false,
}

/** Of each layer of `respondingLayers`, in their order, first the means of their responses and then the mean squares of what is left without them. */
export const responsesProbe: Probe = {
  numbers: (graph) => 2 * respondingLayers(graph).length,
  emit(writer, graph, { layers }) {
    const responses = respondingLayers(graph).map(({ response }) => writer.cast(outputOf(layers, response), 'float32'))
    const moments = responses.map((response) => {
      const mean = meansOf(writer, response, true)
      const centred = writer.op('Sub', [response, mean], float32, response)
      return { mean: meansOf(writer, response, false), square: meansOf(writer, squared(writer, centred), false) }
    })
    return pack(writer, [...moments.map(({ mean }) => mean), ...moments.map(({ square }) => square)], 1)
  },
  looksInside: true,
}

/** Of each residual block, in their order, first the sums of squares of F(x) and then those of x. */
export const branchesProbe: Probe = {
  numbers: (graph) => 2 * residualBlocks(graph).length,
  emit(writer, graph, { layers }) {
    const blocks = residualBlocks(graph)
    const sums = (id: number): GraphTensor => {
      const output = writer.cast(outputOf(layers, id), 'float32')
      const factor = output.shape.slice(1).reduce((product, side) => product * side, 1)
      const mean = meansOf(writer, squared(writer, output), false)
      return writer.op('Mul', [mean, writer.floats([factor], [])], float32, mean)
    }
    return pack(writer, [...blocks.map(({ branch }) => sums(branch)), ...blocks.map(({ input }) => sums(input))], 1)
  },
  looksInside: true,
}

/** Of each image, over pixels and channels: [batch], or with axes of length 1 in their place. */
function meansOf(writer: GraphWriter, output: GraphTensor, kept: boolean): GraphTensor {
  const axes = [...output.shape.keys()].slice(1)
  const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: kept } } as const
  const shape = kept ? output.shape.map((side, axis) => (axis === 0 ? side : 1)) : output.shape.slice(0, 1)
  return writer.op('Mean', [output, writer.ints(axes)], attributes, { type: 'float32', shape })
}

function squared(writer: GraphWriter, tensor: GraphTensor): GraphTensor {
  return writer.op('Square', [tensor], float32, tensor)
}
