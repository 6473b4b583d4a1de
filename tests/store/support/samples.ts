/** A run to store, and a place for it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { recipeSchema } from '../../../core/recipe/recipe.ts'

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const sampleArchitecture: Architecture = completed({
  name: 'small',
  input: { height: 32, width: 32, channels: 3 },
  stem: { kind: 'conv', kernel: 3, width: 16, stride: 1, pool: null },
  stages: [{ kind: 'basic', blocks: 1, width: 16, stride: 1, layers: 2, shortcut: 'A' }],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
})

const sampleRecipe = recipeSchema.parse({
  name: 'short',
  batchSize: 128,
  length: { unit: 'steps', value: 1000 },
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 0.0001 },
  learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [500] },
  inputScaling: 'channel-mean-std',
  augmentation: { pad: 4, flip: true },
  evaluation: { unit: 'steps', value: 100 },
  seed: 1,
})

export function sampleRecord(id: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    name: id,
    architecture: sampleArchitecture,
    dataset: 'cifar10',
    recipe: sampleRecipe,
    totalSteps: 1000,
    stepsPerEpoch: 391,
    parameters: 100,
    macs: 1000,
    color: 1,
    createdAt: 1_790_000_000_000,
    origin: null,
    device: { kind: 'auto' },
    predicted: null,
    ...changes,
  }
}

export const sampleAttempt = { pid: 1, device: 'test', startedAt: 1_790_000_001_000, fromStep: 0, evaluated: true }

/** What every test writes for a step, so that a reader can tell whether a row is the right one. */
export const sampleStep = (step: number) => ({
  step,
  time: 1_790_000_001_000 + step,
  loss: 1 / step,
  error: step % 7 === 0 ? 0.5 : 0.25,
  learningRate: 0.1,
  stepMs: 10 + (step % 3),
  skipped: false,
})
