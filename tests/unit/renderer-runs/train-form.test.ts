/**
 * The Train sheet's fields: recipes come back from them as they went in; what is wrong is said in at most twelve words with what
 * mends it (shared/mock/language.md, "Forms and messages", and the drawn states of train.html).
 */
import { describe, expect, it } from 'vitest'
import { recipeSchema } from '../../../core/recipe/recipe.ts'
import { sameRecipe } from '../../../core/recipe/protocol.ts'
import { recipeFields } from '../../../core/recipe/fields.ts'
import { readForm, type TrainForm } from '../../../renderer/views/train/train-form.ts'
import { recipePreset } from './samples.ts'

const cifar = { trainCount: 50_000, height: 32 }
const paper = recipePreset('he-2016-cifar')

const form = (changes: Partial<TrainForm> = {}): TrainForm => ({
  dataset: 'cifar10',
  recipeId: 'he-2016-cifar',
  device: 'auto',
  gpus: '0',
  ...recipeFields(paper.recipe),
  seeds: '1',
  ...changes,
})

describe('reading fields', () => {
  it.each(['he-2016-cifar', 'he-2016-cifar-110', 'short', 'quick', 'quick-digits'])('gives %s back as it is kept', (id) => {
    const { recipe } = recipePreset(id)
    const read = readForm({ ...form(), ...recipeFields(recipe) }, cifar)
    expect(read.problems).toEqual([])
    expect(read.recipe && sameRecipe(read.recipe, recipe)).toBe(true)
    expect(recipeSchema.safeParse({ ...read.recipe, name: 'x' }).success).toBe(true)
  })

  it('counts steps and epochs as the trainer does: 391 steps of 128 for 50,000 images', () => {
    expect(readForm(form({ length: '2', lengthUnit: 'epochs', drops: '' }), cifar)).toMatchObject({
      epochSteps: 391,
      totalSteps: 782,
    })
  })

  it('starts one run a seed', () => {
    expect(readForm(form({ seeds: '1, 2, 3' }), cifar).seeds).toEqual([1, 2, 3])
  })
})

describe('what is wrong', () => {
  it('says that a drop past the end never comes, and offers an earlier one or a longer run', () => {
    const read = readForm(form({ drops: '32,000, 84,000' }), cifar)
    expect(read.recipe).toBeNull()
    expect(read.problems).toHaveLength(1)
    const [problem] = read.problems
    expect(problem).toMatchObject({
      field: 'drops',
      name: 'schedule, drop after 84,000',
      message: 'A drop after 84,000 never comes: the run ends at 64,000.',
    })
    expect(problem?.mends.map((mend) => mend.label)).toEqual(['Set 48,000', 'Train 100,000'])
    for (const mend of problem?.mends ?? []) {
      expect(readForm({ ...form({ drops: '32,000, 84,000' }), ...mend.change }, cifar).problems).toEqual([])
    }
  })

  const wrong: [string, Partial<TrainForm>][] = [
    ['an empty batch', { batch: '' }],
    ['a batch of more images than there are', { batch: '50,001' }],
    ['half an image', { batch: '127.5' }],
    ['no steps', { length: '0' }],
    ['a rate that could be two', { rate: '1,500' }],
    ['half a batch with a comma', { batch: '4,8' }],
    ['seeds that could be one', { seeds: '101,102' }],
    ['momentum 1', { momentum: '1' }],
    ['negative weight decay', { weightDecay: '-1e-4' }],
    ['learning rate 0', { rate: '0' }],
    ['a divisor that raises the rate', { divisor: '0.5' }],
    ['words for drops', { drops: 'at half time' }],
    ['drops out of order', { drops: '48,000, 32,000' }],
    ['more padding than image', { pad: '32' }],
    ['evaluation never', { evaluation: '0' }],
    ['a warm-up longer than the run', { warmUp: 'linear', warmUpSteps: '64,001' }],
    ['a cutout larger than the image', { cutout: true, cutoutSide: '33' }],
    ['a least share erased above the largest', { erasing: true, erasingLeast: '0.5', erasingMost: '0.1' }],
    ['all images held out', { validation: '50,000' }],
    ['more passes than there are images', { accumulation: '391' }],
    ['no GPU', { device: 'gpu', gpus: '' }],
    ['a GPU twice', { device: 'gpu', gpus: '0, 0' }],
    ['no seed', { seeds: '' }],
    ['a seed twice', { seeds: '1, 2, 1' }],
    ['a seed beyond 2³¹', { seeds: '2,147,483,648' }],
  ]
  it.each(wrong)('says and mends %s', (_, change) => {
    const read = readForm(form(change), cifar)
    expect(read.recipe).toBeNull()
    const [problem] = read.problems
    expect(problem?.message.split(' ').length).toBeLessThanOrEqual(12)
    for (const mend of problem?.mends ?? []) expect(readForm({ ...form(change), ...mend.change }, cifar).problems).toEqual([])
    expect(problem?.mends.length).toBeGreaterThan(0)
  })

  it('looks at nothing that is not in effect', () => {
    const idle = form({
      beta1: 'x',
      patience: 'x',
      warmUpSteps: 'x',
      emaDecay: 'x',
      cutoutSide: 'x',
      gigabytes: 'x',
      earlyStop: 'x',
    })
    expect(readForm(idle, cifar).problems).toEqual([])
  })

  it('keeps the curve’s rates where only a drop comes too late', () => {
    expect(readForm(form({ drops: '84,000, 32,000' }), cifar).rates?.learningRate).toMatchObject({ after: [32_000, 84_000] })
  })

  it('does not ask for padding while crops are off', () => {
    const read = readForm(form({ crop: false, pad: 'x' }), cifar)
    expect(read.problems).toEqual([])
    expect(read.recipe?.augmentation.pad).toBe(0)
  })
})
