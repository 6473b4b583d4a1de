/** A LayerGraph as nodes: the forward pass. What goes back is in `backward.ts`. */
import { like, typeOf, type Forward, type GraphTensor } from '../graph/graph-layer.ts'
import { noKernels, type KernelPlan } from '../graph/kernel-plan.ts'
import { imageId, type Layer, type LayerGraph } from '../graph/layer-graph.ts'
import { valueOf } from '../graph/value-of.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import {
  convolutionReads,
  emitLayer,
  gatheringOf,
  layerOf,
  nodesOf,
  outputOf,
  readsOf,
  runInputs,
  runningOf,
} from './layer-nodes.ts'
import { emitReads, type NetworkVariables, type Values } from './network-variables.ts'
import { emitRunApplied, emitRunOfConvolution, emitRunTraining, type RunForward } from './own-kernels/runs.ts'
import type { PassUniform } from './random-nodes.ts'

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

/** Puts the outputs of a run's layers among those of all. */
export function keep(layers: Forward[], run: RunForward): void {
  for (const [id, forward] of run) layers[id] = forward
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
