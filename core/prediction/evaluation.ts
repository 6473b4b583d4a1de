/** What it takes to use a network on some images, predicted from its graph and a machine's speeds: forward alone, as layers and what our own kernels join of them. */
import { parameterCount } from '../graph/analysis.ts'
import type { KernelPlan } from '../graph/kernel-plan.ts'
import { layersOf } from '../graph/kernel-plan.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { liveNumbers } from '../graph/live-maps.ts'
import { size } from '../graph/tensors.ts'
import { bytesOf } from '../graph/training-memory.ts'
import { asLookedAt } from './design-times.ts'
import type { Precision, Speeds } from './speeds.ts'
import { stepTime } from './speeds.ts'
import { countLayer, countMap, mapPlaces, noWork, type Work } from './work.ts'

/** Node and TensorFlow, with what the first pass touches of it. This and the next three are fitted to ResNet-20, ResNet-56, plain-20 and ResNet-18. */
const ofProcess = 186e6
/** A layer's nodes. */
const ofLayer = 0.09e6
/** What is held for each byte of weights, which are kept as float32: copies in the order or the type that kernels want, and what was let go of after they were written. */
const besideWeights = 1.6
/** And of maps: products have scratch, and the allocator adds some. */
const besideMaps = 1.28
/** Images are handed over as float32: what a program holds of them, and what TensorFlow does. */
const copiesOfImages = 2

export interface UsedNetwork {
  readonly graph: LayerGraph
  readonly precision: Precision
  /** What our own kernels compute of it. */
  readonly kernels: KernelPlan
  /** Images at once. */
  readonly batch: number
}

/** One pass forward: a run that begins with a convolution of ours is that convolution, and an addition in it reads what it adds. */
export function workOfEvaluation({ graph, precision, kernels, batch }: UsedNetwork): Work {
  const work = noWork()
  const asked = { ...asLookedAt(graph), batchSize: batch, precision }
  const runs = [...kernels.runs.values()].filter(({ convolution }) => convolution !== null)
  const joined = new Set(runs.flatMap(layersOf))
  for (const layer of graph.layers)
    if (!joined.has(layer.id)) countLayer(work, graph, layer, asked, { forward: 1, backward: 0, goesBack: false })
  for (const { addition } of runs)
    if (addition !== null) countMap(work, mapPlaces, size(graph.layers[addition.layer]?.outputShape ?? []), asked, 1)
  return work
}

/**
 * Milliseconds. `speeds` are those of all `cores` together: on fewer threads all takes as many times as long as there are fewer of them, but for what it costs to start
 * layers.
 */
export function evaluationTime(
  used: UsedNetwork,
  speeds: Speeds,
  { threads, cores }: { threads: number; cores: number },
): number {
  const work = workOfEvaluation(used)
  const starts = stepTime({ ...noWork(), layer: work.layer }, speeds)
  return starts + (stepTime(work, speeds) - starts) * Math.max(1, cores / threads)
}

/** Largest memory of a process that uses it, in bytes: TensorFlow and its nodes, weights, the images that are handed over, and the maps that are held at once. */
export function evaluationBytes({ graph, precision, kernels, batch }: UsedNetwork): number {
  const weights = besideWeights * 4 * parameterCount(graph)
  const images = copiesOfImages * 4 * batch * size(graph.layers[0]?.outputShape ?? [])
  const maps = besideMaps * bytesOf(precision) * batch * liveNumbers(graph, kernels)
  return Math.round(ofProcess + ofLayer * graph.layers.length + weights + images + maps)
}
