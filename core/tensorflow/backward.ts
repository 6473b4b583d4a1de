/** The backward pass of a network as nodes: the chain rule in reverse order of layers, and what is computed again for it. */
import type { Segment } from '../graph/activation-checkpointing.ts'
import { like, typeOf, type Forward, type GraphTensor } from '../graph/graph-layer.ts'
import { imageId, type Layer, type LayerGraph } from '../graph/layer-graph.ts'
import { BackwardJoins, type WayBack } from './backward-joins.ts'
import { Gradients } from './gradients.ts'
import { controlOf, type GraphWriter } from './graph-writer.ts'
import { drawnFor, keep, scaleBranch, type ForwardPass } from './network.ts'
import { emitLayer, layerOf, nodesOf, outputOf, readsOf, runInputs } from './layer-nodes.ts'
import { known } from './network-variables.ts'
import { emitRunApplied } from './own-kernels/runs.ts'

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
  /** What is multiplied with what goes back through the branch and around it, by the id of the layer that ends a block: scalars. */
  readonly gates?: ReadonlyMap<number, { readonly branch: GraphTensor; readonly shortcut: GraphTensor }>
}

/** From the gradient of the loss by the class scores. */
export function emitBackward(
  writer: GraphWriter,
  graph: LayerGraph,
  pass: ForwardPass,
  scoresGradient: GraphTensor,
  { segments = [], toImage = false, gates = new Map() }: BackwardOptions = {},
): BackwardPass {
  const { kernels } = pass
  const gradients = new Gradients(writer, graph)
  gradients.add(graph.layers.length - 1, writer.cast(scoresGradient, outputOf(pass.layers, graph.layers.length - 1).type))
  const byParameter = new Map<string, GraphTensor>()
  const byInput = new Map<number, readonly (GraphTensor | null)[]>()
  const segmentsByEnd = new Map(segments.map((segment) => [segment.last, segment]))
  const layers = [...pass.layers]
  const way: WayBack = {
    writer,
    graph,
    pass,
    gradients,
    layers,
    goBack(to, all, parameters) {
      const gate = gates.get(to.id)
      const shares =
        gate === undefined ? all : all.map((share, at) => share && gated(writer, share, at === 0 ? gate.branch : gate.shortcut))
      byInput.set(to.id, shares)
      to.inputs.forEach((id, position) => {
        const share = shares[position] ?? null
        if (share !== null) gradients.add(id, share)
      })
      for (const [name, value] of Object.entries(parameters)) byParameter.set(`${to.name}.${name}`, writer.cast(value, 'float32'))
    },
    computeAgain(end, gradient) {
      const segment = segmentsByEnd.get(end)
      if (segment === undefined) return
      segmentsByEnd.delete(end)
      emitAgain(writer, graph, pass, segment, gradient, layers)
    },
  }
  const joins = new BackwardJoins(way)
  for (const layer of [...graph.layers].reverse()) {
    const newest = gradients.newest(layer.id)
    if (newest === null || layer.id === imageId || kernels.insideRuns.has(layer.id)) continue
    way.computeAgain(layer.id, newest)
    const run = kernels.runs.get(layer.id)
    if (run !== undefined) joins.throughRun(run)
    else if (kernels.bothGradients.has(layer.id)) joins.throughBoth(layer)
    else emitThroughLayer(way, layer, toImage)
  }
  return { byParameter, byInput, byOutput: graph.layers.map(({ id }) => gradients.totalOrNone(id)) }
}

function gated(writer: GraphWriter, share: GraphTensor, gate: GraphTensor): GraphTensor {
  return writer.op('Mul', [share, writer.cast(gate, share.type)], typeOf(share), like(share))
}

function emitThroughLayer({ writer, graph, pass, gradients, layers, goBack }: WayBack, layer: Layer, toImage: boolean): void {
  writer.within(`${layer.name}/backward`, () => {
    const forward = layers[layer.id]
    if (forward === undefined) throw new RangeError(`There is no layer ${layer.id}.`)
    const factor = pass.branchFactors.get(layer.id)
    const { read, before } = readsOf(graph, pass.kernels, pass.values, layer, true, (id) => outputOf(layers, id), layers)
    const { inputs, parameters } = nodesOf(pass.kernels, layer, { before, running: null }).backward(writer, {
      ...forward,
      config: layer.config,
      inputs: scaleBranch(writer, read, factor),
      gradient: gradients.total(layer.id),
      needsInputGradients: toImage || layer.inputs.some((id) => id !== imageId),
      parameter: (name, type) => pass.values.parameter(layer, name, type),
    })
    goBack(layer, scaleBranch(writer, inputs, factor), parameters)
  })
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
