/** How the numbers of weights, gradients and responses are spread, as nodes of a target that is run on demand only. */
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import { weightedLayers } from '../graph/residual-blocks.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { histogramTensors, type Histogram } from '../graph/telemetry.ts'
import { allAxes, pack } from './few-numbers.ts'
import type { GraphWriter } from './graph-writer.ts'
import { outputOf, pick, type Measured } from './telemetry-graph.ts'

/** Bins of equal width between the smallest and the largest number. */
export const histogramBins = 64

/** Numbers of a row before its counts: low, high, and half the sum of squares, which is not finite where any number is not. */
const head = 3

/**
 * One row a tensor and layer, in the order of `readHistograms`: [rows, head + bins]. Responses are those of the first replica's part of
 * the batch. Deep nets have thousands of rows: what can be done for all of them at once is.
 */
export function emitHistograms(
  writer: GraphWriter,
  { graph, observed: [first], gradients, before }: Omit<Measured, 'variables' | 'done'>,
): GraphTensor {
  return writer.within('histograms', () => {
    const layers = weightedLayers(graph)
    const weights = layers.map(({ layer }) => `${layer.name}.weights`)
    const responses = layers.flatMap(({ response }) => (first === undefined ? [] : [outputOf(first.pass, response)]))
    const tensors = [...pick(before, weights), ...pick(gradients, weights), ...responses].map((one) =>
      writer.cast(one, 'float32'),
    )
    const finite = tensors.map((tensor) => emitFinite(writer, tensor))
    const lows = pack(
      writer,
      finite.map((tensor) => emitWhole(writer, 'Min', tensor)),
    )
    const highs = pack(
      writer,
      finite.map((tensor) => emitWhole(writer, 'Max', tensor)),
    )
    const ranges = emitRanges(writer, lows, highs)
    const counts = finite.map((tensor, index) =>
      writer.op(
        'HistogramFixedWidth',
        [tensor, ranges[index] ?? lows, writer.ints([histogramBins], [])],
        { ...float32, dtype: { type: 'int32' } },
        { type: 'int32', shape: [histogramBins] },
      ),
    )
    const squares = pack(
      writer,
      tensors.map((tensor) => writer.op('L2Loss', [tensor], float32, { type: 'float32', shape: [] })),
    )
    return emitRows(writer, pack(writer, [lows, highs, squares], 1), writer.cast(pack(writer, counts), 'float32'))
  })
}

/** The fetched rows as histograms of a step, counted from 1. Where a number is not finite there is nothing to count: low and high are NaN and all counts 0. */
export function readHistograms(graph: LayerGraph, step: number, rows: Float32Array): Histogram[] {
  const layers = weightedLayers(graph)
  const width = head + histogramBins
  return histogramTensors.flatMap((tensor, kind) =>
    layers.map(({ layer }, index) => {
      const from = (kind * layers.length + index) * width
      const [low = NaN, high = NaN, squares = NaN] = rows.subarray(from, from + head)
      const of = { of: layer.name, tensor, step }
      if (!Number.isFinite(squares)) return { ...of, low: NaN, high: NaN, counts: new Float64Array(histogramBins) }
      return { ...of, low, high, counts: Float64Array.from(rows.subarray(from + head, from + width)) }
    }),
  )
}

/** The tensor with zeros where it is not finite, which the kernel that counts could not take. */
function emitFinite(writer: GraphWriter, tensor: GraphTensor): GraphTensor {
  const finite = writer.op('IsFinite', [tensor], float32, { type: 'bool', shape: tensor.shape })
  return writer.op('SelectV2', [finite, tensor, writer.floats([0], [])], float32, tensor)
}

function emitWhole(writer: GraphWriter, op: 'Min' | 'Max', tensor: GraphTensor): GraphTensor {
  const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
  return writer.op(op, [tensor, allAxes(writer, tensor)], attributes, { type: 'float32', shape: [] })
}

/** [low, high] of each tensor; the kernel asks for more than nothing between them. */
function emitRanges(writer: GraphWriter, lows: GraphTensor, highs: GraphTensor): GraphTensor[] {
  const size = writer.op('Abs', [lows], float32, lows)
  const least = writer.op(
    'AddV2',
    [writer.op('Mul', [size, writer.floats([1e-6], [])], float32, lows), writer.floats([1e-30], [])],
    float32,
    lows,
  )
  const tops = writer.op('Maximum', [highs, writer.op('AddV2', [lows, least], float32, lows)], float32, lows)
  const [count = 0] = lows.shape
  return writer.node(
    'Unpack',
    [pack(writer, [lows, tops], 1)],
    { ...float32, num: { int: count }, axis: { int: 0 } },
    Array.from({ length: count }, () => ({ type: 'float32', shape: [2] })),
  )
}

function emitRows(writer: GraphWriter, heads: GraphTensor, counts: GraphTensor): GraphTensor {
  const [rows = 0] = heads.shape
  return writer.op(
    'ConcatV2',
    [heads, counts, writer.ints([1], [])],
    { ...float32, N: { int: 2 }, Tidx: { type: 'int32' } },
    { type: 'float32', shape: [rows, head + histogramBins] },
  )
}
