/** A LayerGraph as nodes: its variables and the forward pass. What goes back is in `backward.ts`. */
import { parametersOf, ruleOf, statisticsOf } from '../graph/analysis.ts'
import { like, only, typeOf, type ElementType, type Forward, type GraphLayer, type GraphTensor } from '../graph/graph-layer.ts'
import { imageId, type Layer, type LayerGraph } from '../graph/layer-graph.ts'
import { valueOf } from '../graph/value-of.ts'
import type { PassUniform } from './random-nodes.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import type { BatchNormValues } from './own-kernels/batch-norm.ts'
import { ownConvolution, type ConvolutionReads, type Joined } from './own-kernels/convolution.ts'
import { direct, winograd, type ConvolutionWay } from './own-kernels/convolution-ways.ts'
import { ownMaxPool } from './own-kernels/max-pool.ts'
import { noKernels, type KernelPlan, type Run } from '../graph/kernel-plan.ts'
import { emitRunApplied, emitRunOfConvolution, emitRunTraining, type RunForward, type RunInputs } from './own-kernels/runs.ts'

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

/** What takes the place of layers' outputs, by their ids: where `kept`, a scalar of type bool, is false, the output of the layer `instead`. */
export type Bypasses = ReadonlyMap<number, { readonly kept: GraphTensor; readonly instead: number }>

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
  readonly kernels: KernelPlan
}

/** What a pass has read of the variables: each once, however often it is used. */
export interface Values {
  parameter(layer: Layer, name: string, type?: ElementType): GraphTensor
  statistic(layer: Layer, name: string): GraphTensor
}

export interface ForwardOptions {
  readonly branchFactors?: BranchFactors
  /** None where nothing is drawn: in evaluation. */
  readonly uniform?: PassUniform
  /** Layers that our own kernels compute. One that is bypassed stands in no run of theirs but as its last. */
  readonly kernels?: KernelPlan
  readonly bypasses?: Bypasses
}

/** `image` is [batch, height, width, channels], already scaled. Activations are of its type. */
export function emitForward(
  writer: GraphWriter,
  graph: LayerGraph,
  variables: NetworkVariables,
  image: GraphTensor,
  training: boolean,
  { branchFactors = new Map(), uniform = drawsNothing, kernels = noKernels, bypasses = new Map() }: ForwardOptions = {},
): ForwardPass {
  const { parameters, values } = emitReads(writer, variables)
  const statisticUpdates: StatisticUpdate[] = []
  const layers: Forward[] = []
  const updateOf =
    ({ name: of }: Layer) =>
    (name: string, value: GraphTensor) => {
      statisticUpdates.push({ variable: valueOf(variables.statistics, `${of}.${name}`), value })
    }
  for (const layer of graph.layers) {
    if (kernels.insideRuns.has(layer.id)) continue
    const output = (id: number): GraphTensor => outputOf(layers, id)
    const run = kernels.runs.get(layer.id)
    if (run !== undefined) {
      const batchNorm = layerOf(graph, run.batchNorm)
      const emitted = writer.within(`${batchNorm.name}/${training ? 'forward' : 'evaluation'}`, () => {
        const inputs = runInputs(graph, run, values, output, layers)
        const gathered = run.convolution === null ? [] : (layers[run.convolution]?.saved ?? [])
        if (training) return emitRunTraining(writer, run, inputs, gathered, updateOf(batchNorm))
        if (run.convolution === null) return emitRunApplied(writer, run, inputs)
        const convolution = layerOf(graph, run.convolution)
        const read = readsOf(graph, kernels, values, convolution, false, output, layers)
        return emitRunOfConvolution(writer, run, inputs, convolutionReads(kernels, values, convolution, read))
      })
      keep(layers, emitted)
    } else {
      layers[layer.id] = writer.within(`${layer.name}/${training ? 'forward' : 'evaluation'}`, () => {
        const { read, before } =
          layer.id === imageId
            ? { read: [image], before: null }
            : readsOf(graph, kernels, values, layer, training, output, layers)
        const inputs = scaleBranch(writer, read, branchFactors.get(layer.id))
        const drawn = (shape: readonly number[]): GraphTensor => uniform(drawnFor(layer.name), shape)
        const gathering = training ? gatheringOf(kernels, layer) : undefined
        const running = gathering === undefined ? null : runningOf(values, layerOf(graph, gathering.batchNorm))
        const nodes = nodesOf(kernels, layer, { before, running })
        return emitLayer(writer, nodes, layer, inputs, training, values, updateOf(layer), drawn)
      })
    }
    const bypass = bypasses.get(layer.id)
    const whole = layers[layer.id]
    if (bypass !== undefined && whole !== undefined)
      layers[layer.id] = { ...whole, output: emitEither(writer, bypass.kept, whole.output, output(bypass.instead)) }
  }
  const scores = writer.cast(outputOf(layers, graph.layers.length - 1), 'float32')
  return { scores, parameters, statisticUpdates, layers, values, branchFactors, uniform, kernels }
}

function emitEither(writer: GraphWriter, condition: GraphTensor, one: GraphTensor, other: GraphTensor): GraphTensor {
  return writer.op('SelectV2', [condition, one, other], typeOf(one), like(one))
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

export function emitLayer(
  writer: GraphWriter,
  nodes: GraphLayer<unknown>,
  layer: Layer,
  inputs: readonly GraphTensor[],
  training: boolean,
  values: Values,
  updateStatistic: (name: string, value: GraphTensor) => void,
  uniform: (shape: readonly number[]) => GraphTensor,
): Forward {
  return nodes.forward(writer, {
    config: layer.config,
    inputs,
    training,
    parameter: (name, type) => values.parameter(layer, name, type),
    statistic: (name) => values.statistic(layer, name),
    updateStatistic,
    uniform,
  })
}

/** How a layer is written: by our own kernels where they are to compute it. */
export function nodesOf(kernels: KernelPlan, layer: Layer, joined: Joined): GraphLayer<unknown> {
  const way = wayOf(kernels, layer)
  if (way !== null) return ownConvolution(way, joined) as GraphLayer<unknown>
  if (kernels.maxPools.has(layer.id)) return ownMaxPool as GraphLayer<unknown>
  return ruleOf(layer).graph
}

/** How our own kernels compute a convolution; null where they do not. */
function wayOf({ convolutions, directConvolutions }: KernelPlan, { id }: Layer): ConvolutionWay | null {
  if (convolutions.has(id)) return winograd
  return directConvolutions.has(id) ? direct : null
}

/** One of our own convolutions. Throws a RangeError where it is none. */
export function convolutionReads(
  kernels: KernelPlan,
  values: Values,
  layer: Layer,
  { read, before }: LayerReads,
): ConvolutionReads {
  const way = wayOf(kernels, layer)
  if (way === null || layer.kind !== 'conv') throw new RangeError(`${layer.name} is no convolution of our own.`)
  return { way, config: layer.config, input: only(read), before, weights: values.parameter(layer, 'weights') }
}

/** What a layer reads, and BN that it reads through. */
export interface LayerReads {
  readonly read: readonly GraphTensor[]
  readonly before: BatchNormValues | null
}

/**
 * What a layer reads, from what other layers gave. A convolution of ours may read through BN and ReLU: then that is BN's input, and `before` what BN computes with.
 * In evaluation only where BN's input is not a convolution of ours, which else gives what is behind ReLU.
 */
export function readsOf(
  graph: LayerGraph,
  kernels: KernelPlan,
  values: Values,
  layer: Layer,
  training: boolean,
  output: (id: number) => GraphTensor,
  layers: readonly Forward[],
): LayerReads {
  const run = kernels.readThrough.get(layer.id)
  if (run === undefined || (!training && run.convolution !== null)) return { read: layer.inputs.map(output), before: null }
  const inputs = runInputs(graph, run, values, output, layers)
  return { read: [inputs.input], before: inputs.values }
}

/** The run whose statistics a convolution gathers. */
function gatheringOf(kernels: KernelPlan, layer: Layer): Run | undefined {
  return [...kernels.runs.values()].find(({ convolution }) => convolution === layer.id)
}

/** The statistics of BN that run along. */
function runningOf(values: Values, batchNorm: Layer): Pick<BatchNormValues, 'mean' | 'variance'> {
  return { mean: values.statistic(batchNorm, 'mean'), variance: values.statistic(batchNorm, 'variance') }
}

/** What a run reads, from what other layers gave. */
export function runInputs(
  graph: LayerGraph,
  run: Run,
  values: Values,
  output: (id: number) => GraphTensor,
  layers: readonly Forward[],
): RunInputs {
  const batchNorm = layerOf(graph, run.batchNorm)
  const [input = imageId] = batchNorm.inputs
  const running = runningOf(values, batchNorm)
  const [mean = running.mean, variance = running.variance] = layers[run.batchNorm]?.saved ?? []
  return {
    input: output(input),
    shortcut: run.addition === null ? null : output(run.addition.shortcut),
    values: { scale: values.parameter(batchNorm, 'scale'), offset: values.parameter(batchNorm, 'offset'), mean, variance },
  }
}

/** Puts the outputs of a run's layers among those of all. */
export function keep(layers: Forward[], run: RunForward): void {
  for (const [id, forward] of run) layers[id] = forward
}

export function layerOf({ layers }: LayerGraph, id: number): Layer {
  const layer = layers[id]
  if (layer === undefined) throw new RangeError(`There is no layer ${id}.`)
  return layer
}

/** The first input of a layer that ends a block, and the first of its gradients, is the branch's. */
export function scaleBranch(
  writer: GraphWriter,
  tensors: readonly GraphTensor[],
  factor: GraphTensor | undefined,
): readonly GraphTensor[]
export function scaleBranch(
  writer: GraphWriter,
  tensors: readonly (GraphTensor | null)[],
  factor: GraphTensor | undefined,
): readonly (GraphTensor | null)[]
export function scaleBranch(
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

export function outputOf(layers: readonly Forward[], id: number): GraphTensor {
  const layer = layers[id]
  if (layer === undefined) throw new RangeError(`Layer ${id} has no output yet: the graph is not in topological order.`)
  return layer.output
}

/** The value of a key, made and remembered where it is not known yet. */
export function known<Key>(values: Map<Key, GraphTensor>, key: Key, make: () => GraphTensor): GraphTensor {
  const value = values.get(key) ?? make()
  values.set(key, value)
  return value
}
