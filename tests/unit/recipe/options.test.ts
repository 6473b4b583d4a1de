/** Options of a recipe: what each sets, what is said when it cannot, and that every recipe can be said with them. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { recipeFrom, recipeOptions, type RecipeOptions } from '../../../core/cli/recipe-options.ts'
import { nearestNames, UsageError } from '../../../core/cli/usage.ts'
import { sameRecipe } from '../../../core/recipe/protocol.ts'
import { applyOptions, optionsBetween } from '../../../core/recipe/options.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { anyRecipe, cifarImages } from './any-recipe.ts'

const cifar = (options: Partial<RecipeOptions>) => recipeFrom({ augment: true, ...options }, 'cifar10', cifarImages)

test('without options it is the shortest recipe for the data set, unchanged', () => {
  expect(cifar({})).toMatchObject({ name: 'quick', length: { unit: 'steps', value: 400 }, learningRate: { after: [300] } })
  expect(recipeFrom({ augment: true }, 'mnist', { trainCount: 8000, height: 28 })).toMatchObject({
    name: 'quick-digits',
    augmentation: { flip: false },
  })
})

test('each option changes its field, and the name says that something was changed', () => {
  const recipe = cifar({
    batch: '64',
    steps: '1000',
    lr: '0.05',
    drops: '10,20',
    momentum: '0.8',
    weightDecay: '0',
    seed: '7',
    augment: false,
    labelSmoothing: '0.1',
    warmUp: '100',
    validation: '5000',
    evaluate: '2epochs',
    recompute: '16GB',
    ema: '0.99',
  })
  expect(recipe).toMatchObject({
    name: 'quick, changed',
    batchSize: 64,
    length: { unit: 'steps', value: 1000 },
    optimizer: { momentum: 0.8, weightDecay: 0 },
    learningRate: { initial: 0.05, after: [10, 20] },
    warmUp: { kind: 'linear', steps: 100 },
    augmentation: { pad: 0, flip: false },
    labelSmoothing: 0.1,
    validationImages: 5000,
    evaluation: { unit: 'epochs', value: 2 },
    recomputation: { kind: 'fit', gigabytes: 16 },
    averaging: { kind: 'ema', decay: 0.99 },
    seed: 7,
  })
})

test('a decimal comma is one', () => {
  expect(cifar({ lr: '0,025' }).learningRate).toMatchObject({ initial: 0.025 })
  expect(cifar({ momentum: '0,5' }).optimizer).toMatchObject({ momentum: 0.5 })
})

test('the paper’s drops stay at half and three quarters of another length', () => {
  const drops = (options: Partial<RecipeOptions>): unknown => cifar({ recipe: 'he-2016-cifar', ...options }).learningRate
  expect(drops({})).toMatchObject({ after: [32_000, 48_000] })
  expect(drops({ steps: '1000' })).toMatchObject({ after: [500, 750] })
  // 10 epochs of 391 steps.
  expect(drops({ epochs: '10' })).toMatchObject({ after: [1955, 2933] })
})

test('a length in epochs is evaluated each epoch, unless that is said', () => {
  expect(cifar({ epochs: '3' }).evaluation).toEqual({ unit: 'epochs', value: 1 })
  expect(cifar({ epochs: '3', evaluate: '50' }).evaluation).toEqual({ unit: 'steps', value: 50 })
})

test.each<[Partial<RecipeOptions>, RegExp]>([
  [{ steps: '10', epochs: '1' }, /^--steps and --epochs: give one of them/],
  [{ ema: '0.9', swa: '0.5' }, /^--ema and --swa/],
  [{ steps: '0' }, /^--steps: The length is a whole number from 1/],
  [{ epochs: '0' }, /^--epochs: The length/],
  [{ batch: '-1' }, /^--batch: A batch is a whole number from 1/],
  [{ lr: '1,500' }, /^--lr: 1,500 can be read as 1500 or as 1.5/],
  [{ epochs: '1,5' }, /^--epochs: The length is a whole number/],
  [{ batch: '0x10' }, /^--batch: it takes a number/],
  [{ drops: '32,050' }, /^--drops: it takes steps/],
  [{ lr: 'fast' }, /^--lr: it takes a number/],
  [{ momentum: '2' }, /^--momentum: Momentum is a number from 0/],
  [{ seed: '1.5' }, /^--seed: it takes one whole number/],
  [{ drops: '0' }, /^--drops: Drops are steps/],
  [{ drops: '500' }, /^--drops: A drop after 500 never comes: the run ends at 400/],
  [{ optimizer: 'adam' }, /^--optimizer: it takes sgd, adamw, lars/],
  [{ optimizer: 'adamw' }, /^--optimizer: another kind needs another learning rate: give --lr too/],
  [{ beta1: '0.8' }, /^--beta1: only with --optimizer adamw/],
  [{ patience: '3' }, /^--patience: only with --schedule plateau/],
  [{ warmUpError: '0.8' }, /^--warm-up-error: only with --warm-up until-error/],
  [{ warmUp: '500' }, /^--warm-up: Warm-up within the run is a whole number from 1 to 400/],
  [{ cutout: '40' }, /^--cutout: The side is a whole number from 1 to 32/],
  [{ erase: '0.5' }, /^--erase: it takes three numbers/],
  [{ erase: '0.5,0.4,0.1' }, /^--erase: The least share is more than the largest/],
  [{ evaluate: 'often' }, /^--evaluate: it takes a number of steps or epochs/],
  [{ keepEvery: '0' }, /^--keep-every: The cadence is a whole number from 1/],
  [{ validation: '60000' }, /^--validation: Validation images/],
  [{ accumulate: '1000' }, /^--accumulate: Batches a step is a whole number from 1 to 390/],
  [{ recipe: 'quik' }, /Did you mean quick\?/],
  [{ recipe: 'nothing-like-it' }, /There are quick-digits, quick, short, he-2016-cifar/],
])('%o is wrong use, said with the option’s name', (options, message) => {
  expect(() => cifar(options)).toThrow(UsageError)
  expect(() => cifar(options)).toThrow(message)
})

test('commander knows every option, and refuses at once what no recipe could take', () => {
  const options = recipeOptions()
  expect(new Set(options.map((option) => option.attributeName())).size).toBe(options.length)
  const batch = options.find((option) => option.long === '--batch')
  expect(() => batch?.parseArg?.('many', undefined)).toThrow('It takes a number.')
})

describe('a recipe said in options', () => {
  const bases = recipePresets().filter(({ datasets }) => datasets.includes('cifar10'))
  const given = (words: readonly string[]): Record<string, string> =>
    Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf(' ')), word.slice(word.indexOf(' ') + 1)]))

  it('is that recipe when the options are read, from whichever it begins', () => {
    const begun = fc.oneof(fc.constantFrom(...bases.map(({ recipe }) => recipe)), anyRecipe)
    fc.assert(
      fc.property(begun, anyRecipe, (base, recipe) => {
        const words = optionsBetween(base, recipe, cifarImages)
        expect(words).not.toBeNull()
        const made = applyOptions(base, given(words ?? []), cifarImages)
        expect(made.ok && sameRecipe(made.recipe, recipe) && made.recipe.seed).toBe(recipe.seed)
      }),
      { numRuns: 500 },
    )
  })

  it('needs no option where it is the same', () => {
    for (const { recipe } of bases) expect(optionsBetween(recipe, recipe, cifarImages)).toEqual([])
  })

  it('says one change with one option', () => {
    const [quick] = bases
    if (!quick) throw new Error('no recipe')
    expect(optionsBetween(quick.recipe, { ...quick.recipe, labelSmoothing: 0.1 }, cifarImages)).toEqual(['--label-smoothing 0.1'])
    const averaging = { kind: 'ema', decay: 0.999 } as const
    expect(optionsBetween(quick.recipe, { ...quick.recipe, averaging }, cifarImages)).toEqual(['--ema 0.999'])
    expect(optionsBetween({ ...quick.recipe, averaging }, quick.recipe, cifarImages)).toEqual(['--ema none'])
  })
})

test('names near to what was typed are found, others are not', () => {
  const names = ['resnet-20', 'resnet-20-b', 'resnet-32', 'plain-20', 'vgg-16']
  expect(nearestNames('resnet20', names)[0]).toBe('resnet-20')
  expect(nearestNames('Plain-20', names)[0]).toBe('plain-20')
  expect(nearestNames('transformer', names)).toEqual([])
})
