/** Times the steps of all probes, which takes most of a minute, and gives the machine's speeds. */
import { lower } from '../../architecture/lower.ts'
import type { DecodedImages } from '../../datasets/dataset.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { median } from '../../prediction/median.ts'
import type { ProgramRequest, TrainingProgram } from '../../tensorflow/program.ts'
import { measuredPrecisions } from '../../prediction/calibration.ts'
import { probeRecipe, probes, type Probe } from './probes.ts'
import { speedsFrom, type Speeds } from '../../prediction/speeds.ts'
import { workOfStep } from '../../prediction/work.ts'

export interface Measurement {
  /** Makes a program that trains a probe. */
  make(request: ProgramRequest): Promise<TrainingProgram> | TrainingProgram
  /** Random images of a probe's size, no fewer than its batch. */
  images(probe: Probe): DecodedImages
  /** Milliseconds from any beginning. */
  elapsed(): number
  /** Told before each probe; waited for, so that a process can be told to end. */
  progress(done: number, total: number): Promise<void>
}

/** What else goes on at the time makes steps slower: each probe is timed at two times far apart, and the faster one counts. */
const rounds = 2
/** Steps until TensorFlow has compiled its kernels, and how long, and how often at least, steps are then timed. */
const warmUp = 2
const timedMs = 250
const leastSteps = 3
const mostSteps = 12

export type MeasuredSpeeds = Record<(typeof measuredPrecisions)[number], Speeds>

export async function measureSpeeds(measurement: Measurement): Promise<MeasuredSpeeds> {
  const visits = Array.from({ length: rounds }, () =>
    measuredPrecisions.flatMap((precision) => probes.map((probe) => ({ probe, precision }))),
  ).flat()
  const fastest = { float32: new Map<Probe, number>(), bfloat16: new Map<Probe, number>() }
  for (const [done, { probe, precision }] of visits.entries()) {
    await measurement.progress(done, visits.length)
    const ms = await timeProbe(measurement, probe, precision)
    fastest[precision].set(probe, Math.min(ms, fastest[precision].get(probe) ?? Infinity))
  }
  await measurement.progress(visits.length, visits.length)
  const speeds = (precision: (typeof measuredPrecisions)[number]): Speeds =>
    speedsFrom(
      [...fastest[precision]].map(([probe, ms]) => ({
        work: workOfStep(graphOf(probe), probeRecipe(probe.batchSize, precision)),
        ms,
      })),
    )
  return { float32: speeds('float32'), bfloat16: speeds('bfloat16') }
}

/** Usual time of a step in milliseconds. */
async function timeProbe(
  { make, images, elapsed }: Measurement,
  probe: Probe,
  precision: (typeof measuredPrecisions)[number],
): Promise<number> {
  const recipe = probeRecipe(probe.batchSize, precision)
  const program = await make({ graph: graphOf(probe), recipe, dataset: images(probe), totalSteps: warmUp + mostSteps })
  try {
    let step = 0
    const take = (): number => {
      const from = elapsed()
      program.step({ step, rate: 0.01, telemetry: false })
      step += 1
      return elapsed() - from
    }
    for (let first = 0; first < warmUp; first++) take()
    const times: number[] = []
    const from = elapsed()
    while (times.length < leastSteps || (times.length < mostSteps && elapsed() - from < timedMs)) times.push(take())
    return median(times) ?? 0
  } finally {
    program.dispose()
  }
}

function graphOf({ architecture }: Probe): LayerGraph {
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(`A probe is no network: ${lowered.problems.map(({ message }) => message).join(' ')}`)
  return lowered.graph
}
