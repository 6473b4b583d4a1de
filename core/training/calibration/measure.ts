/** Times the steps of all probes, which takes a minute for each of the kernels that there are, and gives the machine's speeds. */
import { lower } from '../../architecture/lower.ts'
import type { DecodedImages } from '../../datasets/dataset.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { median } from '../../prediction/median.ts'
import type { ProgramRequest, TrainingProgram } from '../../tensorflow/program.ts'
import { measuredPrecisions } from '../../prediction/calibration.ts'
import { probeRecipe, probes, type Probe } from './probes.ts'
import { speedsFrom, type Speeds } from '../../prediction/speeds.ts'
import { workOfStep } from '../../prediction/work.ts'
import type { Recipe } from '../../recipe/recipe.ts'

export interface Measurement {
  /** Makes a program that trains a probe. */
  make(request: ProgramRequest): Promise<TrainingProgram> | TrainingProgram
  /** Random images of a probe's size, no fewer than its batch. */
  images(probe: Probe): DecodedImages
  /** Milliseconds from any beginning. */
  elapsed(): number
  /** Whether recipes choose between our own kernels and TensorFlow's here. */
  readonly hasOwnKernels: boolean
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

type MeasuredPrecision = (typeof measuredPrecisions)[number]
type SpeedsByPrecision = Record<MeasuredPrecision, Speeds>

export interface MeasuredSpeeds {
  /** With our own kernels, where there are some. */
  readonly speeds: SpeedsByPrecision
  /** With TensorFlow's alone: the same where there are no others. */
  readonly tensorflowSpeeds: SpeedsByPrecision
}

export async function measureSpeeds(measurement: Measurement): Promise<MeasuredSpeeds> {
  const kernels = measurement.hasOwnKernels ? (['own', 'tensorflow'] as const) : (['own'] as const)
  const series = kernels.flatMap((by) =>
    measuredPrecisions.map((precision) => ({ kernels: by, precision, fastest: new Map<Probe, number>() })),
  )
  const visits = Array.from({ length: rounds }, () => series.flatMap((one) => probes.map((probe) => ({ ...one, probe })))).flat()
  for (const [done, { probe, precision, kernels: by, fastest }] of visits.entries()) {
    await measurement.progress(done, visits.length)
    const ms = await timeProbe(measurement, probe, { ...probeRecipe(probe.batchSize, precision), kernels: by })
    fastest.set(probe, Math.min(ms, fastest.get(probe) ?? Infinity))
  }
  await measurement.progress(visits.length, visits.length)
  const speedsOf = (by: Recipe['kernels']): SpeedsByPrecision => {
    const of = (precision: MeasuredPrecision): Speeds => {
      const timed = series.find((one) => one.kernels === by && one.precision === precision)?.fastest ?? []
      const recipe = (probe: Probe): Recipe => probeRecipe(probe.batchSize, precision)
      return speedsFrom([...timed].map(([probe, ms]) => ({ work: workOfStep(graphOf(probe), recipe(probe)), ms })))
    }
    return { float32: of('float32'), bfloat16: of('bfloat16') }
  }
  const speeds = speedsOf('own')
  return { speeds, tensorflowSpeeds: measurement.hasOwnKernels ? speedsOf('tensorflow') : speeds }
}

/** Usual time of a step in milliseconds. */
async function timeProbe({ make, images, elapsed }: Measurement, probe: Probe, recipe: Recipe): Promise<number> {
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
