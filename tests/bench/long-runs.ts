/** Runs of a length that nobody waits for, written as their trainers would have: a library to measure views on. */
import { loadPreset } from '../../core/architecture/presets.ts'
import { recipePresets } from '../../core/recipe/presets.ts'
import { openLibrary } from '../../core/store/library.ts'
import { openMetricsWriter, type MetricsWriter } from '../../core/store/metrics-writer.ts'
import type { RunRecord } from '../../core/store/run.ts'

export interface LongRuns {
  readonly library: string
  readonly runs: number
  readonly steps: number
  /** Steps between evaluations. */
  readonly evaluateEvery: number
}

const begunAt = 1_790_000_000_000
const msOfStep = 50
/** Steps in a transaction. */
const slice = 10_000

/** Gives their ids. */
export async function writeLongRuns({ library: folder, runs, steps, evaluateEvery }: LongRuns): Promise<string[]> {
  const library = openLibrary(folder)
  try {
    const ids: string[] = []
    for (let index = 0; index < runs; index += 1) {
      const record = await longRun(index, steps)
      library.runs.add({ ...record, color: library.runs.nextColor() })
      library.runs.begin(record.id)
      const writer = openMetricsWriter(library.runs.folder(record.id), {
        pid: process.pid,
        device: 'written',
        startedAt: begunAt,
        fromStep: 0,
        evaluated: true,
      })
      writeSteps(writer, 1, steps, index, evaluateEvery)
      writer.event({ step: steps, time: begunAt + steps * msOfStep, kind: 'finished', text: 'Finished.' })
      writer.commit()
      writer.close()
      library.runs.end(record.id, { kind: 'finished', step: steps })
      ids.push(record.id)
    }
    return ids
  } finally {
    library.close()
  }
}

export async function longRun(index: number, totalSteps: number): Promise<RunRecord> {
  const preset = await loadPreset('resnet-20')
  const recipe = recipePresets()[0]?.recipe
  if (preset === null || recipe === undefined) throw new Error('The presets are not here.')
  return {
    id: `long-${String(index + 1).padStart(2, '0')}`,
    name: `long ${index + 1}`,
    architecture: preset,
    dataset: 'cifar10',
    recipe: { ...recipe, length: { unit: 'steps', value: totalSteps }, seed: index + 1 },
    totalSteps,
    stepsPerEpoch: 391,
    parameters: 269_722,
    macs: 40_600_000,
    color: 1,
    createdAt: begunAt + index,
    origin: null,
    device: { kind: 'auto' },
    predicted: null,
  }
}

/** A loss that falls, with noise and a spike here and there; `like` tells the runs apart. */
export function writeSteps(writer: MetricsWriter, from: number, to: number, like: number, evaluateEvery: number): void {
  let noise = 1 + like
  const draw = (): number => (noise = (noise * 48_271) % 2_147_483_647) / 2_147_483_647
  for (let step = from; step <= to; step += 1) {
    const time = begunAt + step * msOfStep
    const usual = 0.05 + (0.9 + 0.02 * like) / (1 + step / (0.02 * to))
    const loss = step % 123_457 === 0 ? 20 * usual : usual * (0.7 + 0.6 * draw())
    writer.step({
      step,
      time,
      loss,
      error: Math.min(1, loss / 2),
      learningRate: step < to / 2 ? 0.1 : 0.01,
      stepMs: msOfStep + 3 * draw(),
      skipped: false,
    })
    if (step % evaluateEvery === 0)
      writer.evaluation({ step, split: 'test', time, loss: usual * 1.1, error: Math.min(1, usual * 0.6) })
    if (step % slice === 0) writer.commit()
  }
  writer.commit()
}
