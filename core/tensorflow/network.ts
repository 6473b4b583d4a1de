/** A LayerGraph as nodes: the forward pass, and the backward pass by the chain rule in reverse order of layers. */
import { parametersOf, ruleOf, statisticsOf } from '../graph/analysis.ts'
import { like, typeOf, type ElementType, type Forward, type GraphTensor } from '../graph/graph-layer.ts'
import { imageId, type Layer, type LayerGraph } from '../graph/layer-graph.ts'
import type { Segment } from '../graph/activation-checkpointing.ts'
import { valueOf } from '../graph/value-of.ts'
import type { PassUniform } from './random-nodes.ts'
import { controlOf, type GraphWriter, type Variable } from './graph-writer.ts'

/** The variables of a network, by `layer.parameter` and `layer.statistic`. */
export interface NetworkVariables {
  readonly parameters: ReadonlyMap<string, Variable>
  readonly statistics: ReadonlyMap<string, Variable>
}

export function networkVariables(writer: GraphWriter, graph: LayerGraph): NetworkVariables {
  const parameters = new Map<string, Variable>()
  const statistics = new Map<string, Variable>()
  for (const layer of graph.layers) {
    for (const { name, shape } of parametersOf(graph, layer)) {
      parameters.set(`${layer.name}.${name}`, writer.variable(`${layer.name}.${name}`, 'float32', shape))
    }
    for (const { name, shape } of statisticsOf(graph, layer)) {
      statistics.set(`${layer.name}.${name}`, writer.variable(`${layer.name}.${name}`, 'float32', shape))
    }
  }
  return { parameters, statistics }
}

/** What the branch of a residual block is multiplied by before it is added, by the id of the layer that ends it: for drop path. */
export type BranchFactors = ReadonlyMap<number, GraphTensor>

export interface StatisticUpdate {
  readonly variable: Variable
  readonly value: GraphTensor
}

export interface ForwardPass {
  /** Class scores as float32, [batch, classes]. */
  readonly scores: GraphTensor
  /** Values of the parameters as this pass read them, by `layer.parameter`. */
  readonly parameters: ReadonlyMap<string, GraphTensor>
  /** The statistics' next values; empty in evaluation. */
  readonly statisticUpdates: readonly StatisticUpdate[]
  readonly layers: readonly Forward[]
  readonly values: Values
  readonly branchFactors: BranchFactors
  readonly uniform: PassUniform
}

/** What a pass has read of the variables: each once, however often it is used. */
interface Values {
  parameter(layer: Layer, name: string, type?: ElementType): GraphTensor
  statistic(layer: Layer, name: string): GraphTensor
}

/** `image` is [batch, height, width, channels], already scaled. Activations are of its type. Evaluation draws nothing. */
export function emitForward(
  writer: GraphWriter,
  graph: LayerGraph,
  variables: NetworkVariables,
  image: GraphTensor,
  training: boolean,
  branchFactors: BranchFactors = new Map(),
  uniform: PassUniform = drawsNothing,
): ForwardPass {
  const { parameters, values } = emitReads(writer, variables)
  const statisticUpdates: StatisticUpdate[] = []
  const layers: Forward[] = []
  for (const layer of graph.layers) {
    const read = layer.id === imageId ? [image] : layer.inputs.map((id) => outputOf(layers, id))
    const scope = `${layer.name}/${training ? 'forward' : 'evaluation'}`
    const update = (name: string, value: GraphTensor): void => {
      statisticUpdates.push({ variable: valueOf(variables.statistics, `${layer.name}.${name}`), value })
    }
    layers.push(
      writer.within(scope, () => {
        const inputs = scaleBranch(writer, read, branchFactors.get(layer.id))
        return emitLayer(writer, layer, inputs, training, values, update, (shape) => uniform(drawnFor(layer.name), shape))
      }),
    )
  }
  const scores = writer.cast(outputOf(layers, graph.layers.length - 1), 'float32')
  return { scores, parameters, statisticUpdates, layers, values, branchFactors, uniform }
}

function emitReads(
  writer: GraphWriter,
  variables: NetworkVariables,
): { parameters: ReadonlyMap<string, GraphTensor>; values: Values } {
  const parameters = new Map<string, GraphTensor>()
  const statistics = new Map<string, GraphTensor>()
  const casts = new Map<string, GraphTensor>()
  const values: Values = {
    parameter(layer, name, type = 'float32') {
      const key = `${layer.name}.${name}`
      const value = known(parameters, key, () => writer.read(valueOf(variables.parameters, key)))
      return type === 'float32' ? value : known(casts, `${key} ${type}`, () => writer.cast(value, type))
    },
    statistic(layer, name) {
      const key = `${layer.name}.${name}`
      return known(statistics, key, () => writer.read(valueOf(variables.statistics, key)))
    },
  }
  return { parameters, values }
}

function emitLayer(
  writer: GraphWriter,
  layer: Layer,
  inputs: readonly GraphTensor[],
  training: boolean,
  values: Values,
  updateStatistic: (name: string, value: GraphTensor) => void,
  uniform: (shape: readonly number[]) => GraphTensor,
): Forward {
  return ruleOf(layer).graph.forward(writer, {
    config: layer.config,
    inputs,
    training,
    parameter: (name, type) => values.parameter(layer, name, type),
    statistic: (name) => values.statistic(layer, name),
    updateStatistic,
    uniform,
  })
}

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
  const byOutput: (GraphTensor | null)[] = graph.layers.map(() => null)
  byOutput[graph.layers.length - 1] = writer.cast(scoresGradient, outputOf(pass.layers, graph.layers.length - 1).type)
  const byParameter = new Map<string, GraphTensor>()
  const byInput = new Map<number, readonly (GraphTensor | null)[]>()
  const segmentsByEnd = new Map(segments.map((segment) => [segment.last, segment]))
  const layers = [...pass.layers]
  for (const layer of [...graph.layers].reverse()) {
    const gradient = byOutput[layer.id]
    if (gradient == null || layer.id === imageId) continue
    const segment = segmentsByEnd.get(layer.id)
    if (segment !== undefined) emitAgain(writer, graph, pass, segment, gradient, layers)
    const forward = layers[layer.id]
    if (forward === undefined) throw new RangeError(`There is no layer ${layer.id}.`)
    writer.within(`${layer.name}/backward`, () => {
      const factor = pass.branchFactors.get(layer.id)
      const read = layer.inputs.map((id) => outputOf(layers, id))
      const backward = ruleOf(layer).graph.backward(writer, {
        ...forward,
        config: layer.config,
        inputs: scaleBranch(writer, read, factor),
        gradient,
        needsInputGradients: toImage || layer.inputs.some((id) => id !== imageId),
        parameter: (name, type) => pass.values.parameter(layer, name, type),
      })
      const shares = scaleBranch(writer, backward.inputs, factor)
      byInput.set(layer.id, shares)
      layer.inputs.forEach((id, position) => {
        const share = shares[position] ?? null
        if (share === null) return
        const sum = byOutput[id] ?? null
        byOutput[id] = sum === null ? share : writer.op('AddV2', [sum, share], typeOf(share), like(share))
      })
      for (const [name, value] of Object.entries(backward.parameters))
        byParameter.set(`${layer.name}.${name}`, writer.cast(value, 'float32'))
    })
  }
  return { byParameter, byInput, byOutput }
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
  for (const layer of graph.layers.slice(first, last + 1)) {
    const again = writer.within(`${layer.name}/again`, () => {
      const read = layer.inputs.map((id) => (id < first ? entry(id) : outputOf(layers, id)))
      const inputs = scaleBranch(writer, read, pass.branchFactors.get(layer.id))
      const uniform = (shape: readonly number[]): GraphTensor => pass.uniform(drawnFor(layer.name), shape, after)
      return emitLayer(writer, layer, inputs, true, pass.values, () => undefined, uniform)
    })
    const before = layers[layer.id]
    // What is small and made beside the output is kept: BN's statistics of the batch.
    const saved = again.saved.map((tensor, index) => (tensor.shape.length > 1 ? tensor : (before?.saved[index] ?? tensor)))
    layers[layer.id] = { output: layer.id === last && before !== undefined ? before.output : again.output, saved }
  }
}

/** The first input of a layer that ends a block, and the first of its gradients, is the branch's. */
function scaleBranch(
  writer: GraphWriter,
  tensors: readonly GraphTensor[],
  factor: GraphTensor | undefined,
): readonly GraphTensor[]
function scaleBranch(
  writer: GraphWriter,
  tensors: readonly (GraphTensor | null)[],
  factor: GraphTensor | undefined,
): readonly (GraphTensor | null)[]
function scaleBranch(
  writer: GraphWriter,
  tensors: readonly (GraphTensor | null)[],
  factor: GraphTensor | undefined,
): readonly (GraphTensor | null)[] {
  const [branch, ...others] = tensors
  if (factor === undefined || branch === undefined || branch === null) return tensors
  return [writer.op('Mul', [branch, writer.cast(factor, branch.type)], typeOf(branch), like(branch)), ...others]
}

/** The purpose of what a layer draws. */
export function drawnFor(layer: string): string {
  return `drawn by ${layer}`
}

function drawsNothing(purpose: string): never {
  throw new RangeError(`This pass is given no random numbers: none can be ${purpose}.`)
}

function outputOf(layers: readonly Forward[], id: number): GraphTensor {
  const layer = layers[id]
  if (layer === undefined) throw new RangeError(`Layer ${id} has no output yet: the graph is not in topological order.`)
  return layer.output
}

/** The value of a key, made and remembered where it is not known yet. */
function known<Key>(values: Map<Key, GraphTensor>, key: Key, make: () => GraphTensor): GraphTensor {
  const value = values.get(key) ?? make()
  values.set(key, value)
  return value
}
