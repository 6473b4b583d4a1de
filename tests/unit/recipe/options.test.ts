/** Options of a recipe: what each sets, what is said when it cannot, and that every recipe can be said with them. */
import { InvalidArgumentError } from 'commander'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { recipeFrom, recipeOptions } from '../../../core/cli/recipe-options.ts'
import { UsageError } from '../../../core/cli/usage.ts'
import { nearestNames } from '../../../core/text/near.ts'
import { sameRecipe } from '../../../core/recipe/protocol.ts'
import { applyOptions, optionsBetween, recipeOptions as table, type GivenOptions } from '../../../core/recipe/options.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { anyRecipe, cifarImages } from './any-recipe.ts'

interface Texts {
  recipe?: string
  augment?: boolean
  [option: string]: string | boolean | undefined
}

/** As commander reads them. */
function cifar({ recipe, augment = true, ...texts }: Texts) {
  const typed = recipeOptions().flatMap((option) => {
    const name = option.attributeName()
    return texts[name] === undefined ? [] : [[name, option.parseArg?.(String(texts[name]), undefined)] as const]
  })
  return recipeFrom(
    { ...(recipe === undefined ? {} : { recipe }), augment, ...Object.fromEntries(typed) },
    'cifar10',
    cifarImages,
  )
}

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
    activationCheckpointing: '16GB',
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
    activationCheckpointing: { kind: 'fit', gigabytes: 16 },
    averaging: { kind: 'ema', decay: 0.99 },
    seed: 7,
  })
})

test('a decimal comma is one', () => {
  expect(cifar({ lr: '0,025' }).learningRate).toMatchObject({ initial: 0.025 })
  expect(cifar({ momentum: '0,5' }).optimizer).toMatchObject({ momentum: 0.5 })
})

test('the paper’s drops stay at half and three quarters of another length', () => {
  const drops = (options: Texts): unknown => cifar({ recipe: 'he-2016-cifar', ...options }).learningRate
  expect(drops({})).toMatchObject({ after: [32_000, 48_000] })
  expect(drops({ steps: '1000' })).toMatchObject({ after: [500, 750] })
  // 10 epochs of 391 steps.
  expect(drops({ epochs: '10' })).toMatchObject({ after: [1955, 2933] })
})

test('a length in epochs is evaluated each epoch, unless that is said', () => {
  expect(cifar({ epochs: '3' }).evaluation).toEqual({ unit: 'epochs', value: 1 })
  expect(cifar({ epochs: '3', evaluate: '50' }).evaluation).toEqual({ unit: 'steps', value: 50 })
})

test.each<[Texts, RegExp]>([
  [{ steps: '0' }, /^The length is a whole number from 1/],
  [{ epochs: '0' }, /^The length/],
  [{ epochs: '1,5' }, /^The length is a whole number/],
  [{ batch: '-1' }, /^A batch is a whole number from 1/],
  [{ batch: '0x10' }, /^A batch is a whole number/],
  [{ lr: 'fast' }, /^The learning rate is a number above 0, up to 1,000/],
  [{ lr: '1,500' }, /^1,500 can be read as 1500 or as 1.5/],
  [{ momentum: '2' }, /^Momentum is a number from 0/],
  [{ seed: '1.5' }, /^It takes one of the whole numbers from 0/],
  [{ drops: '0' }, /^It takes steps from 1/],
  [{ drops: '32,050' }, /^It takes steps from 1/],
  [{ optimizer: 'adam' }, /^It takes sgd, adamw, lars/],
  [{ erase: '0.5' }, /^It takes three numbers/],
  [{ evaluate: 'often' }, /^It takes a number of steps or epochs/],
  [{ keepEvery: '0' }, /^The cadence is a whole number from 1 to 100,000,000, or none/],
])('%o is refused as it is read', (texts, message) => {
  expect(() => cifar(texts)).toThrow(InvalidArgumentError)
  expect(() => cifar(texts)).toThrow(message)
})

test.each<[Texts, RegExp]>([
  [{ steps: '10', epochs: '1' }, /^--steps and --epochs: give one of them/],
  [{ ema: '0.9', swa: '0.5' }, /^--ema and --swa/],
  [{ drops: '500' }, /^--drops: A drop after 500 never comes: the run ends at 400. --drops 300 or --steps 600 mends that/],
  [{ drops: '3,3,900,1' }, /^--drops: Drops come one after the other/],
  [{ optimizer: 'adamw' }, /^--optimizer: another kind needs another learning rate: give --lr too/],
  [{ beta1: '0.8' }, /^--beta1: only with --optimizer adamw/],
  [{ patience: '3' }, /^--patience: only with --schedule plateau/],
  [{ warmUpError: '0.8' }, /^--warm-up-error: only with --warm-up until-error/],
  [{ warmUp: '500' }, /^--warm-up: Warm-up within the run is a whole number from 1 to 400. --warm-up 20 mends that/],
  [{ cutout: '40' }, /^--cutout: The side is a whole number from 1 to 32/],
  [{ erase: '0.5,0.4,0.1' }, /^--erase: The least share is more than the largest. --erase 0.5,0.1,0.4 mends that/],
  [{ validation: '60000' }, /^--validation: Validation images/],
  [{ accumulate: '1000' }, /^--accumulate: Micro-batches a step is a whole number from 1 to 390/],
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
  expect(() => batch?.parseArg?.('many', undefined)).toThrow('A batch is a whole number from 1 to 65,536.')
})

describe('a recipe said in options', () => {
  const bases = recipePresets().filter(({ datasets }) => datasets.includes('cifar10'))
  const given = (words: readonly string[]): GivenOptions =>
    Object.fromEntries(
      words.map((word) => {
        const [flag = '', text = ''] = word.split(' ')
        const option = table.find((each) => each.flag === flag)
        if (!option) throw new Error(`${flag} is no option`)
        return [flag, option.read(text)]
      }),
    )

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
