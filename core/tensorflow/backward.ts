/** The backward pass of a network as nodes: the chain rule in reverse order of layers, and what is computed again for it. */
import type { Segment } from '../graph/activation-checkpointing.ts'
import { like, typeOf, type Forward, type GraphTensor } from '../graph/graph-layer.ts'
import { imageId, type Layer, type LayerGraph } from '../graph/layer-graph.ts'
import { controlOf, type GraphWriter } from './graph-writer.ts'
import {
  drawnFor,
  emitLayer,
  keep,
  known,
  layerOf,
  nodesOf,
  outputOf,
  readsOf,
  runInputs,
  scaleBranch,
  type ForwardPass,
} from './network.ts'
import type { Run } from '../graph/kernel-plan.ts'
import { emitRunApplied, emitRunBackward } from './own-kernels/runs.ts'

export interface BackwardPass {
  /** Gradients of the loss by every parameter as float32, by `layer.parameter`. */
  readonly byParameter: ReadonlyMap<string, GraphTensor>
  /** What goes back through each layer to each of its inputs, by the layer's id; null where nothing does. */
  readonly byInput: ReadonlyMap<number, readonly (GraphTensor | null)[]>
  /** Gradients by each layer's output, by its id: all that goes back to it. Null where nothing does. */
  readonly byOutput: readonly (GraphTensor | null)[]
}

export interface BackwardOptions {
  /** What lies inside them is computed again rather than kept. */
  readonly segments?: readonly Segment[]
  /** Whether the gradient goes on to the image itself, which no training needs. */
  readonly toImage?: boolean
}

/** From the gradient of the loss by the class scores. */
export function emitBackward(
  writer: GraphWriter,
  graph: LayerGraph,
  pass: ForwardPass,
  scoresGradient: GraphTensor,
  { segments = [], toImage = false }: BackwardOptions = {},
): BackwardPass {
  const { kernels } = pass
  const gradients = new Gradients(writer, graph)
  gradients.add(graph.layers.length - 1, writer.cast(scoresGradient, outputOf(pass.layers, graph.layers.length - 1).type))
  const byParameter = new Map<string, GraphTensor>()
  const byInput = new Map<number, readonly (GraphTensor | null)[]>()
  const segmentsByEnd = new Map(segments.map((segment) => [segment.last, segment]))
  const layers = [...pass.layers]
  const goBack: GoBack = (to, shares, parameters) => {
    byInput.set(to.id, shares)
    to.inputs.forEach((id, position) => {
      const share = shares[position] ?? null
      if (share !== null) gradients.add(id, share)
    })
    for (const [name, value] of Object.entries(parameters)) byParameter.set(`${to.name}.${name}`, writer.cast(value, 'float32'))
  }
  for (const layer of [...graph.layers].reverse()) {
    const newest = gradients.newest(layer.id)
    if (newest === null || layer.id === imageId || kernels.insideRuns.has(layer.id)) continue
    const segment = segmentsByEnd.get(layer.id)
    if (segment !== undefined) emitAgain(writer, graph, pass, segment, newest, layers)
    const run = kernels.runs.get(layer.id)
    if (run !== undefined) emitThroughRun(writer, graph, pass, run, gradients, layers, goBack)
    else emitThroughLayer(writer, graph, pass, layer, gradients.total(layer.id), layers, toImage, goBack)
  }
  return { byParameter, byInput, byOutput: graph.layers.map(({ id }) => gradients.totalOrNone(id)) }
}

type GoBack = (to: Layer, shares: readonly (GraphTensor | null)[], parameters: Readonly<Record<string, GraphTensor>>) => void

function emitThroughLayer(
  writer: GraphWriter,
  graph: LayerGraph,
  pass: ForwardPass,
  layer: Layer,
  gradient: GraphTensor,
  layers: readonly Forward[],
  toImage: boolean,
  goBack: GoBack,
): void {
  writer.within(`${layer.name}/backward`, () => {
    const forward = layers[layer.id]
    if (forward === undefined) throw new RangeError(`There is no layer ${layer.id}.`)
    const factor = pass.branchFactors.get(layer.id)
    const { read, before } = readsOf(graph, pass.kernels, pass.values, layer, true, (id) => outputOf(layers, id), layers)
    const { inputs, parameters } = nodesOf(pass.kernels, layer, { before, running: null }).backward(writer, {
      ...forward,
      config: layer.config,
      inputs: scaleBranch(writer, read, factor),
      gradient,
      needsInputGradients: toImage || layer.inputs.some((id) => id !== imageId),
      parameter: (name, type) => pass.values.parameter(layer, name, type),
    })
    goBack(layer, scaleBranch(writer, inputs, factor), parameters)
  })
}

function emitThroughRun(
  writer: GraphWriter,
  graph: LayerGraph,
  pass: ForwardPass,
  run: Run,
  gradients: Gradients,
  layers: readonly Forward[],
  goBack: GoBack,
): void {
  const batchNorm = layerOf(graph, run.batchNorm)
  const last = run.relu ?? run.addition?.layer ?? run.batchNorm
  writer.within(`${batchNorm.name}/backward`, () => {
    const inputs = runInputs(graph, run, pass.values, (id) => outputOf(layers, id), layers)
    const { byScale, byOffset, byBatchNorm, byAddition, byRelu } = emitRunBackward(
      writer,
      run,
      inputs,
      gradients.shares(last),
      gradients.total(last),
      outputOf(layers, last),
    )
    if (run.relu !== null) goBack(layerOf(graph, run.relu), [byRelu], {})
    if (run.addition !== null) goBack(layerOf(graph, run.addition.layer), [byAddition, byAddition], {})
    goBack(batchNorm, [byBatchNorm], { scale: byScale, offset: byOffset })
  })
}

/** Gradients by the output of each layer: what has come back so far, one from each of its readers. */
class Gradients {
  readonly #writer: GraphWriter
  readonly #shares: GraphTensor[][]
  readonly #totals = new Map<number, GraphTensor>()

  constructor(writer: GraphWriter, graph: LayerGraph) {
    this.#writer = writer
    this.#shares = graph.layers.map(() => [])
  }

  add(layer: number, share: GraphTensor): void {
    this.#shares[layer]?.push(share)
  }

  /** In the order in which they came. */
  shares(layer: number): readonly GraphTensor[] {
    return this.#shares[layer] ?? []
  }

  newest(layer: number): GraphTensor | null {
    return this.shares(layer).at(-1) ?? null
  }

  /** Their sum, once all have come. Throws a RangeError where none has. */
  total(layer: number): GraphTensor {
    const total = this.totalOrNone(layer)
    if (total === null) throw new RangeError(`Nothing goes back to layer ${layer}.`)
    return total
  }

  totalOrNone(layer: number): GraphTensor | null {
    const [first, ...others] = this.shares(layer)
    if (first === undefined) return null
    const sum = (a: GraphTensor, b: GraphTensor): GraphTensor => this.#writer.op('AddV2', [a, b], typeOf(b), like(b))
    return known(this.#totals, layer, () => others.reduce(sum, first))
  }
}

/**
 * A segment's forward pass a second time, in place of what the first one gave: only once the gradient by its end is there, since
 * TensorFlow would otherwise run it at once, or take equal nodes for one. What it reads waits, not its nodes: oneDNN's passes
 * take no convolution with a control dependency before a bias. The same kernels on the same numbers give the same bits.
 */
function emitAgain(
  writer: GraphWriter,
  graph: LayerGraph,
  pass: ForwardPass,
  { first, last }: Segment,
  gradient: GraphTensor,
  layers: Forward[],
): void {
  const entries = new Map<number, GraphTensor>()
  const after = [controlOf(gradient)]
  const entry = (id: number): GraphTensor => known(entries, id, () => writer.once(outputOf(layers, id), after))
  const output = (id: number): GraphTensor => (id < first ? entry(id) : outputOf(layers, id))
  for (const layer of graph.layers.slice(first, last + 1)) {
    if (pass.kernels.insideRuns.has(layer.id)) continue
    const run = pass.kernels.runs.get(layer.id)
    if (run !== undefined) {
      // The end of a segment is kept, and a run's statistics are too.
      if (layer.id === last) continue
      const { name } = layerOf(graph, run.batchNorm)
      const inputs = runInputs(graph, run, pass.values, output, layers)
      keep(
        layers,
        writer.within(`${name}/again`, () => emitRunApplied(writer, run, inputs)),
      )
      continue
    }
    const again = writer.within(`${layer.name}/again`, () => {
      const { read, before } = readsOf(graph, pass.kernels, pass.values, layer, true, output, layers)
      const inputs = scaleBranch(writer, read, pass.branchFactors.get(layer.id))
      const nodes = nodesOf(pass.kernels, layer, { before, running: null })
      const uniform = (shape: readonly number[]): GraphTensor => pass.uniform(drawnFor(layer.name), shape, after)
      return emitLayer(writer, nodes, layer, inputs, true, pass.values, () => undefined, uniform)
    })
    const before = layers[layer.id]
    // What is small and made beside the output is kept: BN's statistics of the batch.
    const saved = again.saved.map((tensor, index) => (tensor.shape.length > 1 ? tensor : (before?.saved[index] ?? tensor)))
    layers[layer.id] = { output: layer.id === last && before !== undefined ? before.output : again.output, saved }
  }
}
