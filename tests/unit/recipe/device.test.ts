/** GPUs by their numbers as people type them: a list beyond doubt, or none and a word on what is asked for. */
import { describe, expect, it, test } from 'vitest'
import { deviceSchema, gpusForm, readGpus } from '../../../core/recipe/device.ts'
import { recipeFields } from '../../../core/recipe/fields.ts'
import { readForm } from '../../../renderer/views/train/train-form.ts'
import { recipePreset } from '../renderer-runs/samples.ts'

describe('GPUs', () => {
  it.each<[string, number[]]>([
    ['0', [0]],
    ['63', [63]],
    ['0,1', [0, 1]],
    ['0, 1', [0, 1]],
    ['0 1', [0, 1]],
    ['0; 1', [0, 1]],
    ['  2 ,3  ', [2, 3]],
    ['0,1,', [0, 1]],
    ['3, 0, 2', [3, 0, 2]],
    ['-0', [0]],
  ])('"%s" are %j, in the order typed', (text, gpus) => {
    expect(readGpus(text)).toEqual(gpus)
  })

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['a comma alone', ','],
    ['nothing between commas', '0,,1'],
    ['one twice', '0, 1, 0'],
    ['the same in two spellings', '1, 1.0'],
    ['a negative number', '-1'],
    ['one negative among others', '0, −1'],
    ['a decimal', '0.5'],
    ['a decimal comma', '0,5, 1'],
    ['one beyond the last', '64'],
    ['one far beyond', '1e9'],
    ['a group that could be two', '10,200'],
    ['a leading zero', '01'],
    ['a range', '0-3'],
    ['a range with a dash', '0–3'],
    ['a range in words', '0 to 3'],
    ['a name', 'H200'],
    ['all', 'all'],
    ['hexadecimal figures', '0x1'],
    ['infinity', 'Infinity'],
    ['not a number', 'NaN'],
  ])('are not read from %s', (_, text) => {
    expect(readGpus(text)).toBeNull()
  })

  it('are asked for once each by whatever program asks', () => {
    expect(deviceSchema.safeParse({ kind: 'gpu', gpus: [0, 1] }).success).toBe(true)
    for (const gpus of [[], [0, 0], [64], [0.5], [-1]])
      expect(deviceSchema.safeParse({ kind: 'gpu', gpus }).success, String(gpus)).toBe(false)
  })
})

test('who types what is none is told which there are, in the Train sheet beside what mends it', () => {
  expect(gpusForm).toBe('different whole numbers from 0 to 63, as nvidia-smi counts')
  const form = { ...recipeFields(recipePreset('he-2016-cifar').recipe), dataset: 'cifar10', recipeId: '', seeds: '1' } as const
  const read = readForm({ ...form, device: 'gpu', gpus: '0-3' }, { trainCount: 50_000, height: 32 })
  expect(read.device).toBeNull()
  expect(read.problems).toEqual([
    { field: 'gpus', name: 'GPUs', message: `GPUs are ${gpusForm}.`, mends: [{ label: 'Set 0', change: { gpus: '0' } }] },
  ])
})
