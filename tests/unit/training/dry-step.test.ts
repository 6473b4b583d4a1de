/** A step that does not fit: what is tried, and what is said. Programs and machines are doubles. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '../../../core/files/failure.ts'
import { dryStep, explainOutOfMemory } from '../../../core/training/dry-step.ts'
import { isOutOfMemory } from '../../../core/training/out-of-memory.ts'
import type { NetworkState, TrainingProgram } from '../../../core/tensorflow/program.ts'
import { recipeSchema, type Recipe } from '../../../core/recipe/recipe.ts'
import { countText } from '../../../core/text/count-text.ts'

function recipeOf(batchSize: number, accumulation = 1): Recipe {
  return recipeSchema.parse({
    name: 'wide',
    batchSize,
    accumulation,
    length: { unit: 'steps', value: 10 },
    optimizer: { kind: 'sgd', momentum: 0, weightDecay: 0 },
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
    inputScaling: 'channel-mean-std',
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
    device: 'a double',
    usesGpu: true,
    outliers: [],
    step() {
      state.get('w')?.values.fill(2)
      return { loss: 1, error: 1, skipped: false, telemetry: null }
    },
    evaluate: () => Promise.resolve({ loss: 1, error: 1, topFiveError: null }),
    findNotFinite: () => null,
    measureHistograms: () => [],
    readState: () => new Map([...state].map(([name, one]) => [name, { ...one, values: one.values.slice() }])),
    writeState: (values) => values.forEach((one, name) => state.set(name, one)),
    dispose: () => {},
  }
  await dryStep(program, recipeOf(8), 3, 0.1)
  expect(program.readState().get('w')?.values).toEqual(Float32Array.of(1))
})

/** What is tried, and what is said, where so many images fit. */
async function explained(recipe: Recipe, fitting: number): Promise<{ tried: number[]; failure: Failure }> {
  const tried: number[] = []
  const failure = await explainOutOfMemory(recipe, (images) => {
    tried.push(images)
    return Promise.resolve(images <= fitting)
  })
  return { tried, failure }
}

test.each([
  // Powers of two by halves; others by what divides the step, so that the passes make the very same one.
  [4096, 2, 300, [2048, 1024, 512, 256], 256, 'accumulated 32 times for the same step'],
  [125, 1, 30, [25], 25, 'accumulated 5 times for the same step'],
  [125, 1, 10, [25, 5], 5, 'accumulated 25 times for the same step'],
  [25, 1, 24, [5], 5, 'accumulated 5 times for the same step'],
  [100, 1, 30, [50, 25], 25, 'accumulated 4 times for the same step'],
  [3, 1, 2, [1], 1, 'accumulated 3 times for the same step'],
  [6, 3, 4, [3], 3, 'accumulated 6 times for the same step'],
  // What nothing near a half divides is told as it is: another step.
  [127, 1, 70, [63], 63, 'accumulated 2 times: steps of 126 images instead of 127'],
])('of %d images, %d times, where %d fit, %j are tried and %d said: %s', async (batch, times, fitting, tried, said, words) => {
  const { tried: those, failure } = await explained(recipeOf(batch, times), fitting)
  expect(those).toEqual(tried)
  expect(failure.code).toBe('out-of-memory')
  expect(failure.message).toMatch(new RegExp(`^A step of ${countText(batch)} images takes .* ${said} fits?\\.$`))
  expect(failure.remedy).toContain(`batch of ${said}, ${words}`)
})

test.each([1, 3, 25, 64, 125])(
  'a network of which not one image of %d fits says so, and every size down to one was tried',
  async (batch) => {
    const { tried, failure } = await explained(recipeOf(batch), 0)
    expect(failure.message).toContain('Not even one image fits')
    expect(failure.message).toContain(batch === 1 ? 'A step of 1 image takes' : `A step of ${batch} images takes`)
    expect(tried.at(-1)).toBe(batch === 1 ? undefined : 1)
  },
)

test('whatever is offered fits, is smaller, and makes the step that is said', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(3000),
      async (batch, times, fitting) => {
        const { tried, failure } = await explained(recipeOf(batch, times), fitting)
        expect(tried.length).toBeLessThanOrEqual(Math.ceil(Math.log2(batch)) + 1)
        expect(tried).toEqual([...new Set(tried)].sort((a, b) => b - a))
        const [, size = 0, passes = 0] =
          /batch of ([\d,]+), accumulated ([\d,]+) times?/
            .exec(failure.remedy)
            ?.map((text) => Number(text.replaceAll(',', ''))) ?? []
        if (size === 0) return
        expect(size).toBeLessThanOrEqual(Math.min(fitting, batch - 1))
        if (failure.remedy.includes('the same step')) expect(size * passes).toBe(batch * times)
        else
          expect(failure.remedy).toContain(`steps of ${countText(size * passes)} images instead of ${countText(batch * times)}`)
      },
    ),
  )
})

test('an error that is not of memory is not taken for one', async () => {
  const failing = explainOutOfMemory(recipeOf(64), () => Promise.reject(new Error('A tensor is missing.')))
  await expect(failing).rejects.toThrow('A tensor is missing.')
})
