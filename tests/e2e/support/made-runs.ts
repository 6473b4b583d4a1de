/** A library of runs that nobody trained: written as a trainer writes them, with curves that fall and seeds that scatter. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { analyse } from '../../../core/graph/analysis.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { telemetryLayout } from '../../../core/graph/telemetry-layout.ts'
import { openLibrary } from '../../../core/store/library.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import type { PartOf } from '../../../core/plan/part-of.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { preset, recipePreset } from '../../unit/renderer-runs/samples.ts'

export interface MadeRun {
  readonly design: string
  readonly seed: number
  /** Where its test error ends, from 0 to 1. */
  readonly testError: number
  readonly steps?: number
  readonly divergesAt?: number
  /** Its recipe lowers the rate after these steps. */
  readonly drops?: readonly number[]
  /** It was paused here, and went on in a second attempt. */
  readonly pausedAt?: number
  readonly from?: { readonly run: string; readonly step: number }
  /** Of which study or sweep it is, and what it is called there. */
  readonly partOf?: PartOf
  readonly name?: string
}

const everyEvaluation = 20
/** Steps from one look inside the network to the next. */
const everyLook = 10
const began = Date.UTC(2026, 10, 20, 9)

export const idOf = ({ design, seed, from }: MadeRun): string => `${design}-${seed}${from ? '-branch' : ''}`

/** Writes the runs, oldest first. */
export function makeRuns(libraryFolder: string, runs: readonly MadeRun[]): void {
  const library = openLibrary(libraryFolder)
  runs.forEach((made, index) => {
    const record = recordOf(made, index)
    library.runs.add(record)
    library.runs.begin(record.id)
    train(library.runs.folder(record.id), record, made)
    library.runs.end(record.id, { kind: 'stopped', step: record.totalSteps })
  })
  library.close()
}

function recordOf(made: MadeRun, index: number): RunRecord {
  const architecture: Architecture = preset(made.design)
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(`${made.design} has errors`)
  const { parameters, macs } = analyse(lowered.graph)
  const { name: _name, ...settings } = recipePreset('he-2016-cifar').recipe
  const rate = settings.learningRate
  const learningRate = rate.kind === 'steps' && made.drops ? { ...rate, after: [...made.drops] } : rate
  const totalSteps = made.steps ?? 200
  return {
    id: idOf(made),
    name: made.name ?? `${architecture.name}, seed ${made.seed}${made.from ? ', branch' : ''}`,
    architecture,
    dataset: 'cifar10',
    recipe: { ...settings, learningRate, name: _name, seed: made.seed, length: { unit: 'steps', value: totalSteps } },
    totalSteps,
    stepsPerEpoch: 391,
    parameters,
    macs,
    color: (index % 32) + 1,
    createdAt: began + index * 60_000,
    origin: made.from ? { ...made.from, name: made.from.run } : null,
    device: { kind: 'auto' },
    predicted: null,
    ...(made.partOf === undefined ? {} : { partOf: made.partOf }),
  }
}

function train(folder: string, record: RunRecord, { seed, testError, divergesAt, pausedAt, from }: MadeRun): void {
  const device = 'TensorFlow, CPU'
  const first = from?.step ?? 0
  const last = divergesAt ?? record.totalSteps
  const stepMs = 20 + record.macs / 1e7
  const time = (step: number): number => record.createdAt + Math.round(step * stepMs)
  const lowered = lower(record.architecture)
  const layout = lowered.ok ? telemetryLayout(lowered.graph) : []
  let writer = openMetricsWriter(folder, { pid: 1, device, startedAt: time(first), fromStep: first, evaluated: true })
  for (let step = first + 1; step <= last; step += 1) {
    const noise = 0.03 * Math.sin(step * 12.9898 + seed * 78.233)
    const fallen = testError + 0.7 * Math.exp(-step / 30)
    const loss = step === divergesAt ? NaN : 2.5 * fallen + noise
    const error = step === divergesAt ? NaN : Math.max(0, 0.8 * fallen + noise)
    writer.step({ step, time: time(step), loss, error, learningRate: 0.1, stepMs, skipped: false })
    if (step % everyLook === 0)
      writer.telemetry({
        step,
        layout,
        values: Float32Array.from(layout, ({ depth }) => Math.exp(-step / 200) / (1 + depth / 10)),
      })
    if (step % everyEvaluation === 0)
      writer.evaluation({
        step,
        split: 'test',
        time: time(step),
        loss: 2 * fallen,
        error: step === last ? testError : fallen + noise / 5,
        topFiveError: fallen / 10,
      })
    if (step === pausedAt) {
      writer.event({ step, time: time(step), kind: 'paused', text: 'paused' })
      writer.commit()
      writer.close()
      writer = openMetricsWriter(folder, { pid: 2, device, startedAt: time(step) + 60_000, fromStep: step, evaluated: true })
    }
  }
  const kind = divergesAt === undefined ? 'finished' : 'diverged'
  writer.event({
    step: last,
    time: time(last),
    kind,
    text: kind,
    ...(divergesAt === undefined ? {} : { remedy: 'Train again.' }),
  })
  writer.commit()
  writer.close()
}
