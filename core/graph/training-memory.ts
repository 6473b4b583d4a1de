/** How much memory training takes, predicted from the graph alone, and which activations need not be kept to stay below a limit. */
import { parameterCount } from './analysis.ts'
import type { FloatType } from './graph-layer.ts'
import { kernelPlan, noKernels, unkeptIn } from './kernel-plan.ts'
import type { LayerGraph } from './layer-graph.ts'
import { peakActivations, checkpointedSegments, type ActivationCheckpointing } from './activation-checkpointing.ts'

export interface Training {
  /** Images that go through the network at once. */
  readonly batchSize: number
  readonly precision: FloatType
  /** Numbers kept beside each weight: momentum, averages. */
  readonly slots: number
  /** Ours keep less. */
  readonly kernels: 'own' | 'tensorflow'
}

/** Node, TensorFlow and its threads, in bytes, before any layer. Measured: 200 MB on two cores. */
const ofProcess = 0.2e9
/** While TensorFlow's libraries are loaded, most of which is given back (resources/setup/library-pages.cc). Measured: 292 MB. */
export const whileLoading = 0.3e9
/** A layer's nodes in TensorFlow, once for each thing that is run of the graph. Measured: 157 kB in ResNet-110, 185 kB in ResNet-1202. */
const ofLayer = 0.2e6
/** What the allocator holds beyond what is asked of it, and kernels beside their outputs. Measured: 1.10 to 1.24 on ResNet-20 and 110. */
const overhead = 1.2
/**
 * Numbers held of each weight beside its value and slots: the gradient, what the update has in hand, and weights in the order that
 * oneDNN's kernels want. Measured: 2 to 6 on ResNet-18, 34, 50 and VGG-16. In our updates the new value takes the gradient's place.
 */
const besideWeights = { own: 2, tensorflow: 4 } as const
/** Numbers that Winograd's kernels hold for each weight of a convolution under way: 36 for 9 transformed, and as many in sums of their gradients. */
const transformed = (2 * 36) / 9

/** Largest memory of the training process in bytes, without the data set: good to about a tenth on most networks. */
export function estimatedMemory(graph: LayerGraph, training: Training, checkpointing: ActivationCheckpointing): number {
  const { batchSize, precision, slots, kernels } = training
  const parameters = parameterCount(graph)
  const segments = checkpointedSegments(graph, checkpointing)
  // Which additions drop path keeps apart from BN is no matter: what is read through ends before one.
  const plan = kernels === 'own' ? kernelPlan({ graph, precision, segments, scaled: new Set() }) : noKernels
  const activations = peakActivations(graph, segments, unkeptIn(graph, plan)) * batchSize
  // All but one copy, which is in the type of the activations, are float32.
  const ofWeights = parameters * (4 * (1 + besideWeights[kernels] + slots) + bytesOf(precision))
  const underWay = 4 * transformed * largestOf(graph, plan.convolutions)
  const whileTraining =
    ofProcess + ofLayer * graph.layers.length + ofWeights + underWay + overhead * bytesOf(precision) * activations
  return Math.max(whileLoading, whileTraining)
}

/** Weights of the largest of these 3×3 convolutions. */
function largestOf(graph: LayerGraph, convolutions: ReadonlySet<number>): number {
  const channels = (id: number): number => graph.layers[id]?.outputShape[2] ?? 0
  return graph.layers
    .filter(({ id }) => convolutions.has(id))
    .reduce((most, { id, inputs }) => Math.max(most, 9 * channels(inputs[0] ?? 0) * channels(id)), 0)
}

/** The least activation checkpointing that stays within so many bytes; null where none does. */
export function leastActivationCheckpointing(
  graph: LayerGraph,
  training: Training,
  bytes: number,
): ActivationCheckpointing | null {
  return (['off', 'block', 'stage'] as const).find((how) => estimatedMemory(graph, training, how) <= bytes) ?? null
}

export function bytesOf(type: FloatType): number {
  return type === 'float32' ? 4 : 2
}
