/**
 * What is measured inside the network, as nodes beside those of the step: they read what the step computes and change nothing, so a
 * measured step is the very same step. Each statistic is taken where its tensor is made, so that nothing large is kept for it.
 */
import { size } from '../graph/tensors.ts'
import { like, typeOf, type GraphTensor } from '../graph/graph-layer.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { residualBlocks, respondingLayers, weightedLayers, type Reader } from '../graph/residual-blocks.ts'
import { valueOf } from '../graph/value-of.ts'
import { binary, emitMean, emitSquares, join, pack, root } from './few-numbers.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import type { BackwardPass } from './backward.ts'
import type { ForwardPass } from './network.ts'

/** Forward and backward pass over one batch, or over one replica's part of it. */
export interface Observed {
  readonly pass: Pick<ForwardPass, 'layers'>
  readonly byInput: BackwardPass['byInput']
}

export interface Measured {
  readonly graph: LayerGraph
  /** One for each replica; their parts of the batch are equal. */
  readonly observed: readonly Observed[]
  /** Gradients of the loss of the whole batch, by `layer.parameter`, before clipping. */
  readonly gradients: ReadonlyMap<string, GraphTensor>
  /** What the gradients in `observed` are multiplied by, a scalar; null for nothing. */
  readonly scale: GraphTensor | null
  /** Values of the parameters that the gradients were computed with. */
  readonly before: ReadonlyMap<string, GraphTensor>
  readonly variables: ReadonlyMap<string, Variable>
  /** Control dependency that holds once the step has changed the variables, or has been left out. */
  readonly done: string
}

/** The numbers of `telemetryLayout`, in its order: [entries]. */
export function emitTelemetry(writer: GraphWriter, measured: Measured): GraphTensor {
  return writer.within('telemetry', () => {
    const { graph, observed, gradients, scale, before, variables, done } = measured
    const weights = weightedLayers(graph).map(({ layer }) => `${layer.name}.weights`)
    const ofGradients = emitSquares(writer, pick(gradients, weights))
    const ofWeights = emitSquares(writer, pick(before, weights))
    const ofChanges = emitSquares(
      writer,
      weights.map((name) => binary(writer, 'Sub', emitReadAfter(writer, valueOf(variables, name), done), valueOf(before, name))),
    )
    const layers = [
      root(writer, ofGradients),
      root(writer, ofWeights),
      root(writer, binary(writer, 'RealDiv', ofChanges, ofWeights)),
      root(writer, emitVariances(writer, graph, observed)),
    ]
    return join(writer, [...layers, ...emitBlocks(writer, graph, observed, scale)])
  })
}

/** Variance of every response over all its numbers, in two passes: a response without BN may be far from zero. */
function emitVariances(writer: GraphWriter, graph: LayerGraph, observed: readonly Observed[]): GraphTensor {
  const parts = observed.map(({ pass }) => {
    const responses = respondingLayers(graph).map(({ response }) => writer.cast(outputOf(pass, response), 'float32'))
    const means = responses.map((response) => emitMean(writer, response))
    const centred = responses.map((response, index) => binary(writer, 'Sub', response, itemOf(means, index)))
    const counts = writer.floats(responses.map(({ shape }) => size(shape)))
    return { means: pack(writer, means), variances: binary(writer, 'RealDiv', emitSquares(writer, centred), counts) }
  })
  const [first, ...others] = parts
  if (first === undefined) throw new RangeError('There is nothing to measure.')
  if (others.length === 0) return first.variances
  // Of equal parts together: the mean of their variances and the variance of their means.
  const mean = average(
    writer,
    parts.map(({ means }) => means),
  )
  return average(
    writer,
    parts.map(({ means, variances }) => {
      const apart = binary(writer, 'Sub', means, mean)
      return binary(writer, 'AddV2', variances, binary(writer, 'Mul', apart, apart))
    }),
  )
}

/** ‖F(x)‖ ÷ ‖x‖, and the norms of the gradients that go back to x through F and through the shortcut, of each block. */
function emitBlocks(
  writer: GraphWriter,
  graph: LayerGraph,
  observed: readonly Observed[],
  scale: GraphTensor | null,
): GraphTensor[] {
  const blocks = residualBlocks(graph)
  if (blocks.length === 0) return []
  const squares = (tensors: (observed: Observed) => GraphTensor[]): GraphTensor =>
    total(
      writer,
      observed.map((one) => emitSquares(writer, tensors(one))),
    )
  const share = binary(
    writer,
    'RealDiv',
    squares(({ pass }) => blocks.map(({ branch }) => outputOf(pass, branch))),
    squares(({ pass }) => blocks.map(({ input }) => outputOf(pass, input))),
  )
  // The loss is the mean over the replicas: each one's gradient by its own x counts one share.
  const ofLoss = (norm: GraphTensor): GraphTensor => {
    const mean = observed.length === 1 ? norm : binary(writer, 'Mul', norm, writer.floats([1 / observed.length], []))
    return scale === null ? mean : binary(writer, 'RealDiv', mean, scale)
  }
  const back = observed.map(({ byInput }) => emitBlockGradients(writer, graph, byInput))
  const [first = []] = back
  const norms = first.map((_, way) => {
    const ofWay = back.map((ways) => itemOf(ways, way))
    return ofLoss(root(writer, total(writer, ofWay)))
  })
  return [root(writer, share), ...norms]
}

/**
 * Sums of squares of the gradients that go back to x through F, and of those through the shortcut, of each block whose x is not the image itself; nothing
 * where there is none.
 */
export function emitBlockGradients(writer: GraphWriter, graph: LayerGraph, byInput: BackwardPass['byInput']): GraphTensor[] {
  const blocks = residualBlocks(graph).filter(({ isOfImage }) => !isOfImage)
  if (blocks.length === 0) return []
  const back = (readers: 'branchReaders' | 'shortcutReaders'): GraphTensor =>
    emitSquares(
      writer,
      blocks.map((block) => sumOf(writer, byInput, block[readers])),
    )
  return [back('branchReaders'), back('shortcutReaders')]
}

/** What goes back to x through all that reads it on one way. */
function sumOf(writer: GraphWriter, byInput: BackwardPass['byInput'], readers: readonly Reader[]): GraphTensor {
  const shares = readers.flatMap(({ layer, input }) => valueOf(byInput, layer)[input] ?? [])
  const [first, ...others] = shares
  if (first === undefined) throw new RangeError('Nothing goes back on this way.')
  return others.reduce((sum, other) => writer.op('AddV2', [sum, other], typeOf(sum), like(sum)), first)
}

/** Value of a variable once the control dependency holds. */
function emitReadAfter(writer: GraphWriter, { handle, type, shape }: Variable, done: string): GraphTensor {
  const inputs = [handle, done].map((name) => ({ name, type, shape }))
  return writer.op('ReadVariableOp', inputs, { dtype: { type } }, { type, shape })
}

function total(writer: GraphWriter, vectors: readonly GraphTensor[]): GraphTensor {
  return vectors.reduce((sum, vector) => binary(writer, 'AddV2', sum, vector))
}

function average(writer: GraphWriter, vectors: readonly GraphTensor[]): GraphTensor {
  return binary(writer, 'Mul', total(writer, vectors), writer.floats([1 / vectors.length], []))
}

export function outputOf({ layers }: Pick<ForwardPass, 'layers'>, id: number): GraphTensor {
  return itemOf(layers, id).output
}

export function pick<T>(values: ReadonlyMap<string, T>, names: readonly string[]): T[] {
  return names.map((name) => valueOf(values, name))
}

function itemOf<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError(`There is nothing to measure at ${index}.`)
  return item
}
