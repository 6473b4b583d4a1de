/**
 * A library of as many finished runs as wanted, made at once: a few are written as a trainer writes them, the others have folders of their own
 * that share those files of metrics, which nobody writes to any more.
 */
import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fitDataset } from '../core/architecture/fit-dataset.ts'
import { countsOf } from '../core/architecture/counts.ts'
import { loadPreset } from '../core/architecture/presets.ts'
import { recipePresets } from '../core/recipe/presets.ts'
import { openLibrary } from '../core/store/library.ts'
import { openMetricsWriter } from '../core/store/metrics-writer.ts'
import type { RunRecord } from '../core/store/run.ts'

const nets = ['resnet-20', 'plain-20', 'resnet-32', 'resnet-56', 'plain-56', 'resnet-110']
/** Of each network, with errors that differ as those of seeds do. */
const written = 4
const steps = 40
const evaluateEvery = 10
const hour = 3_600_000
const begin = new Date(2026, 0, 1).getTime()

/** Runs named after their network, the newest last; each five seeds of a network and a recipe follow each other. */
export async function generateLibrary(folder: string, count: number): Promise<void> {
  const library = openLibrary(folder)
  const recipes = recipePresets()
    .map(({ recipe }) => recipe)
    .slice(0, 3)
  const architectures = await Promise.all(
    nets.map(async (net) => {
      const preset = await loadPreset(net)
      if (preset === null) throw new Error(`There is no preset ${net}.`)
      return fitDataset(preset, { height: 32, width: 32, channels: 3, classes: 10 })
    }),
  )
  const record = (index: number): RunRecord => {
    const group = Math.floor(index / 5)
    const architecture = architectures[group % nets.length]
    const recipe = recipes[Math.floor(group / nets.length) % recipes.length]
    if (!architecture || !recipe) throw new Error('There are no networks or no recipes.')
    const counts = countsOf(architecture)
    return {
      id: `run-${String(index).padStart(5, '0')}`,
      name: architecture.name,
      architecture,
      dataset: 'cifar10',
      // Beyond the recipes that there are, another batch makes another group.
      recipe: { ...recipe, batchSize: 32 + Math.floor(group / (nets.length * recipes.length)), seed: (index % 5) + 1 },
      totalSteps: steps,
      stepsPerEpoch: 391,
      parameters: counts?.parameters ?? 0,
      macs: counts?.macs ?? 0,
      color: (index % 32) + 1,
      createdAt: begin + index * hour,
      origin: null,
      device: { kind: 'auto' },
      predicted: null,
    }
  }
  const template = (index: number): number => {
    const net = Math.floor(index / 5) % nets.length
    return net * 5 + ((index % 5) % written)
  }
  for (let index = 0; index < count; index += 1) {
    const made = record(index)
    if (template(index) === index && index < nets.length * 5) {
      library.runs.add(made)
      library.runs.begin(made.id)
      writeMetrics(library.runs.folder(made.id), made, index)
      library.runs.end(made.id, { kind: 'finished', step: steps })
    } else copyRun(library.runs.folder(made.id), library.runs.folder(record(template(index)).id), made)
  }
  library.close()
}

function writeMetrics(folder: string, { createdAt, architecture }: RunRecord, index: number): void {
  const startedAt = createdAt + 1000
  const writer = openMetricsWriter(folder, { pid: 1, device: 'TensorFlow, CPU', startedAt, fromStep: 0, evaluated: false })
  const last = 0.06 + 0.01 * (nets.indexOf(architecture.name.toLowerCase()) + 1) + 0.002 * (index % written)
  for (let step = 1; step <= steps; step += 1) {
    const error = last + 0.5 / step
    writer.step({ step, time: startedAt + 100 * step, loss: 2 / step, error, learningRate: 0.1, stepMs: 100, skipped: false })
    if (step % evaluateEvery === 0)
      writer.evaluation({
        step,
        split: 'test',
        time: startedAt + 100 * step,
        loss: 2.2 / step,
        error: step === steps ? last : error,
      })
  }
  writer.event({ step: steps, time: startedAt + 100 * steps, kind: 'finished', text: 'Finished.' })
  writer.commit()
  writer.close()
}

function copyRun(folder: string, from: string, record: RunRecord): void {
  mkdirSync(folder)
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ format: 'stagecraft-run', version: 1, ...record }))
  linkSync(join(from, 'metrics.db'), join(folder, 'metrics.db'))
}
