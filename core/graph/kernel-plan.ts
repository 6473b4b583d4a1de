/** Which layers of a network our own kernels compute, and which of them in one: BN, the addition behind it, and ReLU; convolutions with BN at either side. */
import type { Segment } from './activation-checkpointing.ts'
import type { FloatType } from './graph-layer.ts'
import { isDirect, isPooled, isWinograd, makesBoth } from './kernel-choice.ts'
import type { Layer, LayerGraph } from './layer-graph.ts'

/** BN and what follows it at once, by the ids of their layers. */
export interface Run {
  /** One of ours, whose output BN alone reads: its output pass gathers BN's statistics, in evaluation it computes the whole run. Null where there is none. */
  readonly convolution: number | null
  readonly batchNorm: number
  /** The addition, and what is added to BN's output; null where there is none. */
  readonly addition: { readonly layer: number; readonly shortcut: number } | null
  readonly relu: number | null
}

export interface KernelPlan {
  /** Ids of convolutions by Winograd's products. */
  readonly convolutions: ReadonlySet<number>
  /** Of those by direct ones. */
  readonly directConvolutions: ReadonlySet<number>
  /** Ids of max-poolings. */
  readonly maxPools: ReadonlySet<number>
  /** By the id of their last layer. */
  readonly runs: ReadonlyMap<number, Run>
  /** The layers of runs before their last. */
  readonly insideRuns: ReadonlySet<number>
  /** Whether parameters are updated by them too. */
  readonly updates: boolean
  /** Runs of BN and ReLU by the convolution that alone reads them: it reads BN's input, and their output is nowhere. */
  readonly readThrough: ReadonlyMap<number, Run>
  /** Convolutions both of whose gradients are one kernel's, with what comes back through BN behind them. */
  readonly bothGradients: ReadonlySet<number>
  /** Runs by the one of these convolutions whose gradient by the input is the last that comes back to them: it goes on through ReLU, and BN's sums are gathered. */
  readonly goesOn: ReadonlyMap<number, Run>
}

/** TensorFlow's nodes for all. */
export const noKernels: KernelPlan = {
  convolutions: new Set(),
  directConvolutions: new Set(),
  maxPools: new Set(),
  runs: new Map(),
  insideRuns: new Set(),
  updates: false,
  readThrough: new Map(),
  bothGradients: new Set(),
  goesOn: new Map(),
}

export interface PlanRequest {
  readonly graph: LayerGraph
  readonly precision: FloatType
  /** What is computed a second time: a run lies in one of these or in none. */
  readonly segments: readonly Segment[]
  /** Ids of additions whose branch is multiplied before (drop path): BN does not run into them. */
  readonly scaled: ReadonlySet<number>
  /** Ids of layers whose output something else reads too: it is given out, so a run ends there. */
  readonly read?: ReadonlySet<number>
  /** Names of convolutions that are not to be Winograd's. */
  readonly direct?: ReadonlySet<string>
}

/** float16 stays TensorFlow's. */
export function kernelPlan(request: PlanRequest): KernelPlan {
  const { graph, precision, direct: notWinograd = new Set<string>() } = request
  if (precision === 'float16') return noKernels
  const next = followersOf(request)
  const products = graph.layers.filter((layer) => isWinograd(graph, layer) && !notWinograd.has(layer.name))
  const direct = graph.layers.filter(
    (layer) => isDirect(graph, layer) || (isWinograd(graph, layer) && notWinograd.has(layer.name)),
  )
  const ours = [...products, ...direct]
  const runs = graph.layers.filter(({ kind }) => kind === 'batchNorm').map((layer) => runFrom(request, next, ours, layer))
  const both = ours.filter(
    (layer) =>
      runs.some(({ convolution }) => convolution === layer.id) && makesBoth(graph, layer) && !notWinograd.has(layer.name),
  )
  return {
    convolutions: new Set(products.map(({ id }) => id)),
    directConvolutions: new Set(direct.map(({ id }) => id)),
    maxPools: new Set(graph.layers.filter(isPooled).map(({ id }) => id)),
    runs: new Map(runs.map((run) => [lastOf(run), run])),
    insideRuns: new Set(runs.flatMap((run) => layersOf(run).filter((id) => id !== lastOf(run)))),
    updates: true,
    readThrough: new Map(
      ours.flatMap((convolution) => {
        const run = runs.find(({ addition, relu }) => addition === null && relu !== null && next(relu) === convolution)
        return run === undefined ? [] : [[convolution.id, run]]
      }),
    ),
    bothGradients: new Set(both.map(({ id }) => id)),
    goesOn: new Map(
      runs.flatMap((run) => {
        const first = graph.layers.find(({ inputs }) => run.relu !== null && inputs.includes(run.relu))
        return first !== undefined && both.includes(first) ? [[first.id, run]] : []
      }),
    ),
  }
}

/**
 * Ids of the layers whose output nothing holds until the way back: those that are read through, and the runs that a max-pooling of ours reads, for neither
 * needs it. A run that ends an addition is needed by itself.
 */
export function unkeptIn(graph: LayerGraph, { readThrough, runs, maxPools }: KernelPlan): ReadonlySet<number> {
  const readers = readersOf(graph)
  const pooled = [...runs].filter(([last, { addition }]) => addition === null && readers[last]?.every((id) => maxPools.has(id)))
  return new Set([...readThrough.values(), ...pooled.map(([, run]) => run)].flatMap(layersOf))
}

/** Ids of a run's layers, in their order. */
export function layersOf({ batchNorm, addition, relu }: Run): number[] {
  return [batchNorm, ...(addition === null ? [] : [addition.layer]), ...(relu === null ? [] : [relu])]
}

function lastOf(run: Run): number {
  return Math.max(...layersOf(run))
}

function runFrom({ graph, scaled }: PlanRequest, next: Next, ours: readonly Layer[], batchNorm: Layer): Run {
  const after = next(batchNorm.id)
  /** Where both ways end in BN, that of the first one runs into the addition. */
  const takes = (add: Layer): boolean =>
    add.inputs.map((id) => graph.layers[id]).find((layer) => layer?.kind === 'batchNorm' && next(layer.id) === add) === batchNorm
  const adds = after?.kind === 'add' && !scaled.has(after.id) && takes(after) ? after : undefined
  const shortcut = adds?.inputs.find((id) => id !== batchNorm.id)
  const addition = adds === undefined || shortcut === undefined ? null : { layer: adds.id, shortcut }
  const rectifies = adds === undefined ? after : next(adds.id)
  const convolution = ours.find(({ id, kind, config }) => kind === 'conv' && !config.bias && next(id) === batchNorm)
  return {
    convolution: convolution?.id ?? null,
    batchNorm: batchNorm.id,
    addition,
    relu: rectifies?.kind === 'relu' ? rectifies.id : null,
  }
}

/** The layer that alone reads another, where both are kept or both computed again, and nothing outside of the network reads it too. */
type Next = (layer: number) => Layer | undefined

function followersOf(request: PlanRequest): Next {
  const { graph } = request
  const readers = readersOf(graph)
  const segmentOf = segmentsOf(request)
  const { read } = request
  return (layer) => {
    if (read?.has(layer) === true) return undefined
    const [reader, ...others] = readers[layer] ?? []
    if (reader === undefined || others.length > 0 || segmentOf[reader] !== segmentOf[layer]) return undefined
    return graph.layers[reader]
  }
}

/** What each layer is computed again in; nothing where it is kept. */
function segmentsOf({ graph, segments }: PlanRequest): (Segment | undefined)[] {
  const of: (Segment | undefined)[] = graph.layers.map(() => undefined)
  for (const segment of segments) of.fill(segment, segment.first, segment.last + 1)
  return of
}

/** Ids of the layers that read each layer's output. */
function readersOf(graph: LayerGraph): number[][] {
  const readers: number[][] = graph.layers.map(() => [])
  for (const { id, inputs } of graph.layers) for (const input of inputs) readers[input]?.push(id)
  return readers
}
