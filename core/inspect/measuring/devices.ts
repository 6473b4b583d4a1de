import { availableParallelism } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import { headerText } from '../../files/safetensors.ts'
import { analyse, parameterCount } from '../../graph/analysis.ts'
import { bytesOf } from '../../graph/training-memory.ts'
import { createDevice } from '../../tensorflow/inspection/device-program.ts'
import { normalValues, randomKey } from '../../tensorflow/random-keys.ts'
import { apartThreads } from '../../tensorflow/session-config.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { batches, forms, precisionOf, type FormResult } from '../analyses/devices.ts'
import { bytesUsed } from '../device-memory/bytes-used.ts'
import { foldBatchNorm } from '../figures/fold-batch-norm.ts'
import { errorAndLoss } from '../figures/scored.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { evaluated } from './evaluated.ts'
import type { Measure } from './measure.ts'

type Precision = ReturnType<typeof precisionOf>

/** Runs that are not counted, and so many after them, or as many as fit into the time, but a few. */
const warmUps = 2
const mostRuns = 20
const fewestRuns = 3
const eachMs = 150

export const measureDevices: Measure<OptionsOf<'devices'>, ResultOf<'devices'>> = async (run, options, told) => {
  apartThreads()
  const threads = [...new Set([1, availableParallelism()])]
  const steps = forms.length * (1 + (threads.length + 1) * batches.length)
  let step = 0
  const stepDone = async (): Promise<void> => {
    step += 1
    await told(step, steps)
  }
  const measured: FormResult[] = []
  let images = 0
  for (const form of forms) {
    const precision = precisionOf(form)
    const of = form === 'folded' ? foldBatchNorm(run.graph, run.weights) : run
    const used = { ...run, graph: of.graph, weights: of.weights, recipe: { ...run.recipe, precision } }
    const error = await evaluated(used, options, async ({ images: all, scored }) => {
      images = all.length
      return errorAndLoss(await scored())
    })
    await stepDone()
    const latencies: FormResult['latencies'] = []
    for (const count of threads) {
      for (const batch of batches) {
        latencies.push({ batch, threads: count, ...(await latencyOf(used, precision, batch, count)) })
        await stepDone()
      }
    }
    const memory: FormResult['memory'] = []
    for (const batch of batches) {
      memory.push({ batch, bytes: await memoryOf(used, precision, batch) })
      await stepDone()
    }
    measured.push({ form, ...sizesOf(used, precision), ...error, latencies, memory })
  }
  const { machine, kernels, graph } = run
  return { images, result: { macs: analyse(graph).macs, machine, ownKernels: kernels !== undefined, forms: measured } }
}

/** Of noise: how long it takes does not depend on what is seen. */
async function latencyOf(
  { graph, weights, recipe, binding, kernels, outliers }: InspectedRun,
  precision: Precision,
  batch: number,
  threads: number,
): Promise<{ ms: number; runs: number }> {
  const program = createDevice(binding, { graph, recipe, precision, batch, threads, kernels, outliers }, weights)
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

/** On all threads: how many there are changes little of it. Of a graphics card nothing is told, whose memory is its own. */
async function memoryOf(
  { graph, recipe, binding, kernels, outliers }: InspectedRun,
  precision: Precision,
  batch: number,
): Promise<number | null> {
  if (binding.isUsingGpuDevice()) return null
  return bytesUsed({ graph, recipe, precision, batch, threads: availableParallelism(), own: kernels !== undefined, outliers })
}

function sizesOf(
  { graph, weights }: InspectedRun,
  precision: Precision,
): Pick<FormResult, 'layers' | 'parameters' | 'fileBytes'> {
  const numbers = [...weights.values()].reduce((sum, { values }) => sum + values.length, 0)
  return {
    layers: graph.layers.length,
    parameters: parameterCount(graph),
    fileBytes: 8 + Buffer.byteLength(headerText(weights, {})) + bytesOf(precision) * numbers,
  }
}
