/** A step that does not fit: what is tried, and what is said. The program is a double that has memory for so many images. */
import { expect, test } from 'vitest'
import { Failure } from '../../../core/files/failure.ts'
import { dryStep, explainOutOfMemory } from '../../../core/training/dry-step.ts'
import { isOutOfMemory } from '../../../core/training/out-of-memory.ts'
import type { NetworkState, TrainingProgram } from '../../../core/training/program.ts'
import { recipeSchema, type Recipe } from '../../../core/training/recipe.ts'

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
const thrownByEngine = (): Failure => new Failure('out-of-memory', "The CPU's memory is used up: a tensor does not fit.", 'Less.')

function machineFor(images: number, thrown: () => Error = thrownByEngine) {
  const alive = new Set<number>()
  const make = ({ batchSize }: Recipe): Promise<TrainingProgram> => {
    alive.add(batchSize)
    const state: NetworkState = new Map([['w', { shape: [1], values: Float32Array.of(1) }]])
    return Promise.resolve({
      device: 'a double on a GPU',
      step() {
        state.get('w')?.values.fill(2)
        if (batchSize > images) throw thrown()
        return { loss: 1, error: 1, skipped: false, telemetry: null }
      },
      evaluate: () => Promise.resolve({ loss: 1, error: 1 }),
      findNotFinite: () => null,
      measureHistograms: () => [],
      readState: () => new Map([...state].map(([name, one]) => [name, { ...one, values: one.values.slice() }])),
      writeState: (values) => values.forEach((one, name) => state.set(name, one)),
      dispose: () => alive.delete(batchSize),
    })
  }
  return { alive, make }
}

test.each([
  thrownByEngine(),
  new Error('OOM when allocating tensor'),
  new Error('could not create a memory object: out_of_memory'),
])('%s is memory that ran out', (thrown) => expect(isOutOfMemory(thrown)).toBe(true))

test('another error is not', () => expect(isOutOfMemory(new Error('A tensor is missing.'))).toBe(false))

test('a dry step leaves the state as it was', async () => {
  const program = await machineFor(8).make(recipeOf(8))
  await dryStep(program, recipeOf(8), 3, 0.1)
  expect(program.readState().get('w')?.values).toEqual(Float32Array.of(1))
})

test('the largest half, quarter … that fits is named, with the passes that make the same step; nothing tried stays', async () => {
  const { make, alive } = machineFor(300)
  const failure = await explainOutOfMemory(recipeOf(4096, 2), make)
  expect(failure).toMatchObject({ code: 'out-of-memory', message: expect.stringMatching(/4096 images.* 256 fit/) })
  // 4096 × 2 images are 32 passes of 256.
  expect(failure.remedy).toMatch(/batch of 256, accumulated 32 times/)
  expect(alive.size).toBe(0)
})

test('a network of which not one image fits says so', async () => {
  expect((await explainOutOfMemory(recipeOf(64), machineFor(0).make)).message).toContain('Not even one image fits')
})

test('an error that is not of memory is not taken for one', async () => {
  const { make, alive } = machineFor(0, () => new Error('A tensor is missing.'))
  await expect(explainOutOfMemory(recipeOf(64), make)).rejects.toThrow('A tensor is missing.')
  expect(alive.size).toBe(0)
})
