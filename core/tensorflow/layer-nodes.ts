/** How a layer is written, by our own kernels or by its kind's nodes, and what it reads of what others gave. */
import { ruleOf } from '../graph/analysis.ts'
import { only, type Forward, type GraphLayer, type GraphTensor } from '../graph/graph-layer.ts'
import type { KernelPlan, Run } from '../graph/kernel-plan.ts'
import { imageId, type Layer, type LayerGraph } from '../graph/layer-graph.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { Values } from './network-variables.ts'
import type { BatchNormValues } from './own-kernels/batch-norm.ts'
import { ownConvolution, type ConvolutionReads, type Joined } from './own-kernels/convolution.ts'
import { direct, winograd, type ConvolutionWay } from './own-kernels/convolution-ways.ts'
import { ownMaxPool } from './own-kernels/max-pool.ts'
import type { RunInputs } from './own-kernels/runs.ts'

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
export function gatheringOf(kernels: KernelPlan, layer: Layer): Run | undefined {
  return [...kernels.runs.values()].find(({ convolution }) => convolution === layer.id)
}

/** The statistics of BN that run along. */
export function runningOf(values: Values, batchNorm: Layer): Pick<BatchNormValues, 'mean' | 'variance'> {
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

export function layerOf({ layers }: LayerGraph, id: number): Layer {
  const layer = layers[id]
  if (layer === undefined) throw new RangeError(`There is no layer ${id}.`)
  return layer
}

export function outputOf(layers: readonly Forward[], id: number): GraphTensor {
  const layer = layers[id]
  if (layer === undefined) throw new RangeError(`Layer ${id} has no output yet: the graph is not in topological order.`)
  return layer.output
}
