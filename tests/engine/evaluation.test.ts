/** The whole test split is evaluated, each image once, however it divides into batches. */
import { beforeAll, describe, expect, it } from 'vitest'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createEagerProgram } from '../../core/tensorflow/eager-program.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { ProgramRequest } from '../../core/tensorflow/program.ts'
import { graphOf, nativeBinding, plainRecipe, randomDataset, take } from './native.ts'

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

/** More images than one batch of either interpreter, and not a multiple of one. */
const count = 303

async function request(): Promise<ProgramRequest> {
  const preset = await loadPreset('resnet-20')
  if (preset === null) throw new Error('There is no preset resnet-20.')
  const size = { height: 8, width: 8, channels: 3, classes: 10 }
  const fitted = fitDataset(preset, size)
  return {
    graph: graphOf({ ...fitted, stages: fitted.stages.map((stage) => ({ ...stage, blocks: 1 })) }),
    dataset: randomDataset(size, { train: 16, test: count }),
    recipe: plainRecipe,
    totalSteps: 10,
  }
}

describe('evaluation', () => {
  it('agrees with the eager interpreter over a last batch that is not full, and tells how far it is', async () => {
    const asked = await request()
    const native = createNativeProgram(binding, 'native', asked)
    const eager = await createEagerProgram('eager', asked)
    take(native, 0)
    eager.writeState(native.readState())
    const told: number[] = []
    const actual = await native.evaluate('test', (images) => void told.push(images))
    const expected = await eager.evaluate('test')
    expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
    expect(actual.error).toBeCloseTo(expected.error, 6)
    expect(actual.topFiveError).toBeCloseTo(expected.topFiveError ?? NaN, 6)
    expect(actual.topFiveError).toBeGreaterThan(0)
    expect(actual.topFiveError).toBeLessThan(actual.error)
    // The error of 303 images is a number of 303rds: no image was left out or taken twice.
    expect(actual.error * count).toBeCloseTo(Math.round(actual.error * count), 3)
    expect(told.at(-1)).toBe(count)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    native.dispose()
    eager.dispose()
  })

  it('gives no error where the loss is not finite: the largest of such scores is no answer', async () => {
    const asked = await request()
    const native = createNativeProgram(binding, 'native', asked)
    const eager = await createEagerProgram('eager', asked)
    const state = native.readState()
    state.get('head.fc.bias')?.values.fill(NaN)
    for (const program of [native, eager]) {
      program.writeState(state)
      expect(await program.evaluate('test')).toEqual({ loss: NaN, error: NaN, topFiveError: NaN })
      expect(take(program, 0)).toMatchObject({ loss: NaN, error: NaN, skipped: true })
      program.dispose()
    }
  })

  it('changes nothing: the next step gives the same with and without it', async () => {
    const asked = await request()
    const [evaluated, other] = [createNativeProgram(binding, 'native', asked), createNativeProgram(binding, 'native', asked)]
    take(evaluated, 0)
    take(other, 0)
    await evaluated.evaluate('test')
    expect(take(evaluated, 1)).toEqual(take(other, 1))
    expect(evaluated.readState()).toEqual(other.readState())
    evaluated.dispose()
    other.dispose()
  })

  it('ends with the reason of a listener that rejects', async () => {
    const program = createNativeProgram(binding, 'native', await request())
    const ended = new Error('ended early')
    await expect(program.evaluate('test', () => Promise.reject(ended))).rejects.toBe(ended)
    program.dispose()
  })
})
