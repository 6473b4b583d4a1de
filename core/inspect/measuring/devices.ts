import { availableParallelism } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import { headerText } from '../../files/safetensors.ts'
import { analyse, parameterCount } from '../../graph/analysis.ts'
import { evaluationBytes, evaluationTime } from '../../prediction/evaluation.ts'
import { createDevice, devicePlan } from '../../tensorflow/inspection/device-program.ts'
import { normalValues, randomKey } from '../../tensorflow/random-keys.ts'
import { apartThreads } from '../../tensorflow/session-config.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { batches, forms } from '../analyses/devices.ts'
import { foldBatchNorm } from '../figures/fold-batch-norm.ts'
import { errorAndLoss } from '../figures/scored.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { evaluated } from './evaluated.ts'
import type { Measure } from './measure.ts'

type Measured = ResultOf<'devices'>['forms'][number]
type Precision = 'float32' | 'bfloat16'

/** Runs that are not counted, and so many after them, or as many as fit into the time, but a few. */
const warmUps = 2
const mostRuns = 20
const fewestRuns = 3
const eachMs = 150

export const measureDevices: Measure<OptionsOf<'devices'>, ResultOf<'devices'>> = async (run, options, told) => {
  apartThreads()
  const threads = [...new Set([1, availableParallelism()])]
  const steps = forms.length * (1 + threads.length * batches.length)
  let step = 0
  const stepDone = async (): Promise<void> => {
    step += 1
    await told(step, steps)
  }
  const measured: Measured[] = []
  let images = 0
  for (const form of forms) {
    const precision = form === 'bfloat16' ? 'bfloat16' : 'float32'
    const of = form === 'folded' ? foldBatchNorm(run.graph, run.weights) : run
    const used = { ...run, graph: of.graph, weights: of.weights, recipe: { ...run.recipe, precision } }
    const error = await evaluated(used, options, async ({ images: all, scored }) => {
      images = all.length
      return errorAndLoss(await scored())
    })
    await stepDone()
    const latencies: Measured['latencies'] = []
    for (const count of threads) {
      for (const batch of batches) {
        const predictedMs = predicted(used, precision, batch, count)
        latencies.push({ batch, threads: count, predictedMs, ...(await latencyOf(used, precision, batch, count)) })
        await stepDone()
      }
    }
    measured.push({ form, ...sizesOf(used, precision), ...error, latencies })
  }
  return { images, result: { macs: analyse(run.graph).macs, forms: measured } }
}

function predicted(
  { graph, recipe, kernels, speeds }: InspectedRun,
  precision: Precision,
  batch: number,
  threads: number,
): number | null {
  const own = speeds?.[precision]
  if (own === undefined) return null
  const plan = devicePlan({ graph, recipe, precision, kernels })
  return evaluationTime({ graph, precision, kernels: plan, batch }, own, { threads, cores: availableParallelism() })
}

/** Of noise: how long it takes does not depend on what is seen. */
async function latencyOf(
  { graph, weights, recipe, binding, kernels }: InspectedRun,
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
  { graph, weights }: InspectedRun,
  precision: Precision,
): Pick<Measured, 'layers' | 'parameters' | 'fileBytes' | 'weightBytes' | 'mapBytes'> {
  const numbers = [...weights.values()].reduce((sum, { values }) => sum + values.length, 0)
  const bytes = evaluationBytes({ graph, precision, batch: 1 }, numbers)
  return {
    layers: graph.layers.length,
    parameters: parameterCount(graph),
    fileBytes: 8 + Buffer.byteLength(headerText(weights, {})) + bytes.weights,
    weightBytes: bytes.weights,
    mapBytes: bytes.maps,
  }
}
