/** Runs for tests, made of presets and recipes as they come with Stagecraft. */
import { readFileSync } from 'node:fs'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { readArchitecture } from '../../../core/architecture/file-format.ts'
import { noRemarks } from '../../../core/store/remarks.ts'
import type { RunRecord, RunStatus, TrainedRun } from '../../../core/store/run.ts'
import { recipePresetSchema, type RecipePreset } from '../../../core/recipe/recipe.ts'

const text = (path: string): string => readFileSync(new URL(`../../../resources/${path}`, import.meta.url), 'utf8')

export function preset(id: string): Architecture {
  const read = readArchitecture(text(`presets/${id}.json`))
  if (!read.ok) throw new Error(`${id} cannot be read`)
  return read.architecture
}

export function recipePreset(id: string): RecipePreset {
  return { id, ...recipePresetSchema.parse(JSON.parse(text(`recipes/${id}.json`))) }
}

export function runRecord(changes: Partial<RunRecord> = {}): RunRecord {
  const architecture = changes.architecture ?? preset('resnet-20')
  const { recipe } = recipePreset('he-2016-cifar')
  return {
    id: 'one',
    name: architecture.name,
    architecture,
    dataset: 'cifar10',
    recipe,
    totalSteps: 64_000,
    stepsPerEpoch: 391,
    parameters: 269_722,
    macs: 40_551_040,
    color: 1,
    createdAt: 1_000,
    origin: null,
    device: { kind: 'auto' },
    predicted: null,
    ...changes,
  }
}

export function runSummary(
  changes: Partial<RunRecord> = {},
  status: RunStatus = { kind: 'finished', step: 64_000 },
  figures: Partial<Omit<TrainedRun, 'record'>> = {},
): TrainedRun {
  const record = runRecord(changes)
  return {
    record,
    status,
    damage: [],
    totalSteps: record.totalSteps,
    rateScale: 1,
    resumesFrom: null,
    startedAt: 2_000,
    endedAt: 9_000,
    trainedMs: 7_000,
    trainLoss: 0.1,
    trainError: 0.05,
    testLoss: 0.3,
    testError: 0.09,
    testTopFiveError: null,
    validationError: null,
    bestTestError: 0.0875,
    bestTestTopFiveError: null,
    bestStep: 60_000,
    learningRate: 0.001,
    stepMs: 187,
    imagesPerSecond: 684,
    remainingMs: null,
    evaluating: null,
    device: 'TensorFlow, CPU',
    peakBytes: null,
    bytes: 1_000,
    remarks: noRemarks,
    ...figures,
  }
}
