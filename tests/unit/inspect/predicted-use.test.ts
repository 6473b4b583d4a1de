/** What a network was predicted to take: by the speeds of the computer that it was measured on, whenever those were measured. */
import { expect, test } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { batches, forms } from '../../../core/inspect/analyses/devices.ts'
import { predictedUse } from '../../../core/inspect/readings/predicted-use.ts'
import { noWork } from '../../../core/prediction/work.ts'
import { firstBatchRecipe } from '../../../core/recipe/first-batch.ts'

const machine = { processor: 'A Processor', cores: 2, tensorflow: '2' }
const resultOn = (cores: number) => ({
  macs: 1,
  machine: { ...machine, cores },
  ownKernels: true,
  forms: forms.map((form) => ({
    form,
    layers: 1,
    parameters: 1,
    fileBytes: 1,
    error: 0,
    loss: 0,
    latencies: batches.map((batch) => ({ batch, threads: 1, ms: 1, runs: 3 })),
    memory: batches.map((batch) => ({ batch, bytes: 1 })),
  })),
})
const speeds = { ...noWork(), layer: 0.01 }

test('times wait for the speeds of the computer; memory follows from the network alone', async () => {
  const architecture = await loadPreset('resnet-20')
  if (architecture === null) throw new Error('There is no preset resnet-20.')
  const of = { architecture, recipe: firstBatchRecipe({ batchSize: 128, precision: 'float32', seed: 1 }) }
  const unknown = predictedUse(of, resultOn(2), () => null)
  expect(unknown.lacks).toBe('speeds')
  expect(unknown.forms.map(({ form }) => form)).toEqual(forms)
  expect(unknown.forms.flatMap(({ times }) => times).every((ms) => ms === null)).toBe(true)

  const known = predictedUse(of, resultOn(2), () => ({ machine, speeds: { float32: speeds } }))
  expect(known.lacks).toBeNull()
  expect(known.forms.map(({ bytes }) => bytes)).toEqual(unknown.forms.map(({ bytes }) => bytes))
  const [whole, half, folded] = known.forms
  expect(whole?.times.every((ms) => ms !== null && ms > 0)).toBe(true)
  // No speed of that precision is known.
  expect(half?.times).toEqual([null, null, null, null])
  // Convolutions with a bias join no BN: more is started than where ours compute both in one.
  expect(folded?.times[0]).not.toBe(whole?.times[0])
  expect(whole?.bytes.every((bytes, at) => at === 0 || bytes > (whole.bytes[at - 1] ?? NaN))).toBe(true)

  expect(predictedUse(of, resultOn(64), () => ({ machine, speeds: { float32: speeds } }))).toEqual({
    ...unknown,
    lacks: 'machine',
  })
})
