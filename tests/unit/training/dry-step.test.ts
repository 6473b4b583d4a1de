/** A step that does not fit: what is tried, and what is said. Programs and machines are doubles. */
import { expect, test } from 'vitest'
import { Failure } from '../../../core/files/failure.ts'
import { dryStep, explainOutOfMemory } from '../../../core/training/dry-step.ts'
import { isOutOfMemory } from '../../../core/training/out-of-memory.ts'
import type { NetworkState, TrainingProgram } from '../../../core/tensorflow/program.ts'
import { recipeSchema, type Recipe } from '../../../core/recipe/recipe.ts'

function recipeOf(batchSize: number, accumulation = 1): Recipe {
  return recipeSchema.parse({
    name: 'wide',
    batchSize,
    accumulation,
    length: { unit: 'steps', value: 10 },
    optimizer: { kind: 'sgd', momentum: 0, weightDecay: 0 },
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
    inputScaling: 'channel-mean-deviation',
    augmentation: { pad: 0, flip: false },
    evaluation: { unit: 'steps', value: 10 },
    seed: 1,
  })
}

/** As the engine's session throws it. */
const thrownByEngine = new Failure('out-of-memory', "The CPU's memory is used up: a tensor does not fit.", 'Less.')

test.each([
  thrownByEngine,
  new Error('OOM when allocating tensor'),
  new Error('could not create a memory object: out_of_memory'),
])('%s is memory that ran out', (thrown) => expect(isOutOfMemory(thrown)).toBe(true))

test('another error is not', () => expect(isOutOfMemory(new Error('A tensor is missing.'))).toBe(false))

test('a dry step leaves the state as it was', async () => {
  const state: NetworkState = new Map([['w', { shape: [1], values: Float32Array.of(1) }]])
  const program: TrainingProgram = {
    device: 'a double on a GPU',
    step() {
      state.get('w')?.values.fill(2)
      return { loss: 1, error: 1, skipped: false, telemetry: null }
    },
    evaluate: () => Promise.resolve({ loss: 1, error: 1 }),
    findNotFinite: () => null,
    measureHistograms: () => [],
    readState: () => new Map([...state].map(([name, one]) => [name, { ...one, values: one.values.slice() }])),
    writeState: (values) => values.forEach((one, name) => state.set(name, one)),
    dispose: () => {},
  }
  await dryStep(program, recipeOf(8), 3, 0.1)
  expect(program.readState().get('w')?.values).toEqual(Float32Array.of(1))
})

test('the largest half, quarter … that fits is named, with the passes that make the same step', async () => {
  const tried: number[] = []
  const failure = await explainOutOfMemory(recipeOf(4096, 2), (images) => {
    tried.push(images)
    return Promise.resolve(images <= 300)
  })
  expect(failure).toMatchObject({ code: 'out-of-memory', message: expect.stringMatching(/4096 images.* 256 fit/) })
  // 4096 × 2 images are 32 passes of 256.
  expect(failure.remedy).toMatch(/batch of 256, accumulated 32 times/)
  expect(tried).toEqual([2048, 1024, 512, 256])
})

test('a network of which not one image fits says so', async () => {
  const { message } = await explainOutOfMemory(recipeOf(64), () => Promise.resolve(false))
  expect(message).toContain('Not even one image fits')
})

test('an error that is not of memory is not taken for one', async () => {
  const failing = explainOutOfMemory(recipeOf(64), () => Promise.reject(new Error('A tensor is missing.')))
  await expect(failing).rejects.toThrow('A tensor is missing.')
})
