import { availableParallelism } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import { headerText } from '../../files/safetensors.ts'
import { analyse, parameterCount } from '../../graph/analysis.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { createDevice } from '../../tensorflow/inspection/device-program.ts'
import { createInspection } from '../../tensorflow/inspection/inspection-program.ts'
import { scoresProbe } from '../../tensorflow/inspection/probes.ts'
import type { NetworkState } from '../../tensorflow/program.ts'
import { normalValues, randomKey } from '../../tensorflow/random-keys.ts'
import { apartThreads } from '../../tensorflow/session-config.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { batches, forms } from '../analyses/devices.ts'
import { foldBatchNorm } from '../figures/fold-batch-norm.ts'
import { liveNumbers } from '../figures/live-maps.ts'
import { errorAndLoss } from '../figures/scored.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { chosenImages, labelsOf } from './chosen-images.ts'
import type { Measure } from './measure.ts'

type Measured = ResultOf<'devices'>['forms'][number]

/** Runs that are not counted, and so many after them, or as many as fit into the time, but a few. */
const warmUps = 2
const mostRuns = 20
const fewestRuns = 3
const eachMs = 250

export const measureDevices: Measure<OptionsOf<'devices'>, ResultOf<'devices'>> = async (run, options, told) => {
  apartThreads()
  const threads = [...new Set([1, availableParallelism()])]
  const steps = forms.length * (1 + threads.length * batches.length)
  let step = 0
  const stepDone = async (): Promise<void> => {
    step += 1
    await told(step, steps)
  }
  const images = chosenImages(options, run.dataset[options.split].count)
  const measured: Measured[] = []
  for (const form of forms) {
    const { graph, weights } = form === 'folded' ? foldBatchNorm(run.graph, run.weights) : run
    const precision = form === 'bfloat16' ? 'bfloat16' : 'float32'
    const evaluated = await errorOf(run, graph, weights, precision, options.split, images)
    await stepDone()
    const latencies: Measured['latencies'] = []
    for (const count of threads) {
      const timed: { batch: number; ms: number; runs: number }[] = []
      for (const batch of batches) {
        timed.push({ batch, ...(await latencyOf(run, graph, weights, precision, batch, count)) })
        await stepDone()
      }
      const largest = timed.at(-1)
      const pace = largest === undefined ? NaN : largest.ms / largest.batch
      latencies.push(...timed.map(({ batch, ms, runs }) => ({ batch, threads: count, ms, atFullPaceMs: pace * batch, runs })))
    }
    measured.push({ form, ...sizesOf(graph, weights, precision), ...evaluated, latencies })
  }
  return { images: images.length, result: { macs: analyse(run.graph).macs, forms: measured } }
}

type Precision = 'float32' | 'bfloat16'

async function errorOf(
  run: InspectedRun,
  graph: LayerGraph,
  weights: NetworkState,
  precision: Precision,
  split: 'train' | 'test',
  images: Int32Array,
): Promise<Pick<Measured, 'error' | 'loss'>> {
  const { dataset, binding, kernels } = run
  const asked = {
    graph,
    recipe: { ...run.recipe, precision },
    dataset,
    split,
    probes: { scores: scoresProbe },
    withLesions: false,
  }
  const program = createInspection(binding, kernels === undefined ? asked : { ...asked, kernels })
  try {
    program.writeWeights(weights)
    return errorAndLoss({ ...labelsOf(run, split, images), scores: await program.read('scores', images) })
  } finally {
    program.dispose()
  }
}

/** Of noise: how long it takes does not depend on what is seen. */
async function latencyOf(
  { recipe, binding, kernels }: InspectedRun,
  graph: LayerGraph,
  weights: NetworkState,
  precision: Precision,
  batch: number,
  threads: number,
): Promise<{ ms: number; runs: number }> {
  const program = createDevice(binding, { graph, recipe, precision, batch, threads, kernels }, weights)
  const numbers = (graph.layers[0]?.outputShape ?? []).reduce((product, side) => product * side, batch)
  const images = normalValues(randomKey(1, 'images of noise'), numbers, 1)
  try {
    for (let at = 0; at < warmUps; at += 1) program.scores(images)
    const times: number[] = []
    let spent = 0
    while (times.length < mostRuns && (times.length < fewestRuns || spent < eachMs)) {
      const begun = performance.now()
      program.scores(images)
      times.push(performance.now() - begun)
      spent += times.at(-1) ?? 0
    }
    await turn()
    return { ms: times.toSorted((one, other) => one - other)[times.length >> 1] ?? NaN, runs: times.length }
  } finally {
    program.dispose()
  }
}

function sizesOf(
  graph: LayerGraph,
  weights: NetworkState,
  precision: Precision,
): Pick<Measured, 'layers' | 'parameters' | 'fileBytes' | 'weightBytes' | 'mapBytes'> {
  const each = precision === 'bfloat16' ? 2 : 4
  const numbers = [...weights.values()].reduce((sum, { values }) => sum + values.length, 0)
  return {
    layers: graph.layers.length,
    parameters: parameterCount(graph),
    fileBytes: 8 + Buffer.byteLength(headerText(weights, {})) + each * numbers,
    weightBytes: each * numbers,
    mapBytes: each * liveNumbers(graph),
  }
}
