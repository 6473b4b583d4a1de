/** What it takes to use a network on some images, predicted from its graph and a machine's speeds: forward alone, as layers and what our own kernels join of them. */
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

/** What is held for each byte of a map: nodes run side by side, products have scratch, and the allocator adds some. Measured on six networks. */
const besideMaps = 1.35

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

/** Weights, and the maps of a batch that are held at once, where each is let go of after its last reader. */
export function evaluationBytes(
  { graph, precision, batch }: Omit<UsedNetwork, 'kernels'>,
  parameters: number,
): { weights: number; maps: number } {
  const each = bytesOf(precision)
  return { weights: each * parameters, maps: Math.round(besideMaps * each * batch * liveNumbers(graph)) }
}
