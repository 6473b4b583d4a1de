/** What is read of a network for each image as it passes, in evaluation. */
import { reshape } from '../../graph/arithmetic.ts'
import { float32, type GraphTensor } from '../../graph/graph-layer.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { residualBlocks, respondingLayers } from '../../graph/residual-blocks.ts'
import { pack, root } from '../few-numbers.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { ForwardPass } from '../network.ts'
import { outputOf } from '../layer-nodes.ts'

export interface Probe {
  /** How many numbers there are for each image. */
  numbers(graph: LayerGraph): number
  /** Those of a batch, float32 [batch, numbers]. */
  emit(writer: GraphWriter, graph: LayerGraph, pass: ForwardPass): GraphTensor
  /** Ids of the layers whose output it reads: our own kernels give each of them out, and compute in one what lies between. */
  reads(graph: LayerGraph): readonly number[]
}

/** The class scores. */
export const scoresProbe: Probe = {
  numbers: (graph) => graph.layers.at(-1)?.outputShape.at(-1) ?? 0,
  emit: (_writer, _graph, { scores }) => scores,
  reads: () => [],
}

/** Of each layer of `respondingLayers`, in their order, first the means of their responses and then the mean squares of what is left without them. */
export const responsesProbe: Probe = {
  numbers: (graph) => 2 * respondingLayers(graph).length,
  emit(writer, graph, { layers }) {
    const responses = respondingLayers(graph).map(({ response }) => writer.cast(outputOf(layers, response), 'float32'))
    const moments = responses.map((response) => {
      const mean = meansOf(writer, response, true)
      const squares = writer.op('SquaredDifference', [response, mean], float32, response)
      return { mean: reshape(writer, mean, mean.shape.slice(0, 1)), square: meansOf(writer, squares, false) }
    })
    return pack(writer, [...moments.map(({ mean }) => mean), ...moments.map(({ square }) => square)], 1)
  },
  reads: (graph) => respondingLayers(graph).map(({ response }) => response),
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
  reads: (graph) => residualBlocks(graph).flatMap(({ branch, input }) => [branch, input]),
}

/** Features at places, one after the other: of each the mean of each channel over all pixels; what has no pixels, as it is. */
export function featuresProbe(ids: readonly number[]): Probe {
  return {
    numbers: (graph) => ids.reduce((sum, id) => sum + widthAt(graph, id), 0),
    emit(writer, _graph, { layers }) {
      return beside(
        writer,
        ids.map((id) => {
          const output = writer.cast(outputOf(layers, id), 'float32')
          if (output.shape.length !== 4) return output
          const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
          const [batch = 0, , , channels = 0] = output.shape
          return writer.op('Mean', [output, writer.ints([1, 2])], attributes, { type: 'float32', shape: [batch, channels] })
        }),
      )
    },
    reads: () => ids,
  }
}

/** Numbers of an image's features at a place. */
export function widthAt(graph: LayerGraph, id: number): number {
  return graph.layers[id]?.outputShape.at(-1) ?? 0
}

/** Maps at places, one after the other: of each pixel the root of the mean square over the channels (Zagoruyko & Komodakis 2017, section 3.1). */
export function mapsProbe(ids: readonly number[]): Probe {
  return {
    numbers: (graph) => ids.reduce((sum, id) => sum + pixelsOf(graph.layers[id]?.outputShape ?? []), 0),
    emit(writer, _graph, { layers }) {
      const maps = ids.map((id) => {
        const output = writer.cast(outputOf(layers, id), 'float32')
        const [batch = 0] = output.shape
        const pixels = pixelsOf(output.shape.slice(1))
        const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
        const square = writer.op('Mean', [squared(writer, output), writer.ints([output.shape.length - 1])], attributes, {
          type: 'float32',
          shape: output.shape.slice(0, -1),
        })
        return reshape(writer, root(writer, square), [batch, pixels])
      })
      return beside(writer, maps)
    },
    reads: () => ids,
  }
}

/** Rows of several tensors one after the other: [batch, numbers]. */
function beside(writer: GraphWriter, tensors: readonly GraphTensor[]): GraphTensor {
  const [first] = tensors
  if (first === undefined) throw new RangeError('There is nothing to read.')
  if (tensors.length === 1) return first
  const attributes = { ...float32, N: { int: tensors.length }, Tidx: { type: 'int32' } } as const
  const width = tensors.reduce((sum, { shape }) => sum + (shape[1] ?? 0), 0)
  return writer.op('ConcatV2', [...tensors, writer.ints([1], [])], attributes, {
    type: 'float32',
    shape: [first.shape[0] ?? 0, width],
  })
}

const pixelsOf = (shape: readonly number[]): number => shape.slice(0, -1).reduce((product, side) => product * side, 1)

/** Several probes as one: the numbers of the first, then those of the others, in one pass. */
export function jointProbe(probes: readonly Probe[]): Probe {
  return {
    numbers: (graph) => probes.reduce((sum, probe) => sum + probe.numbers(graph), 0),
    emit: (writer, graph, pass) =>
      beside(
        writer,
        probes.map((probe) => probe.emit(writer, graph, pass)),
      ),
    reads: (graph) => probes.flatMap((probe) => probe.reads(graph)),
  }
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
