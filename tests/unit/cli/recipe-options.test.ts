import { expect, test } from 'vitest'
import { recipeFrom } from '../../../core/cli/recipe-options.ts'
import { nearestNames, UsageError } from '../../../core/cli/usage.ts'

const cifar = (options: Partial<Parameters<typeof recipeFrom>[0]>) => recipeFrom({ augment: true, ...options }, 'cifar10', 50_000)

test('without options it is the shortest recipe for the data set, unchanged', () => {
  expect(cifar({})).toMatchObject({ name: 'quick', length: { unit: 'steps', value: 400 }, learningRate: { after: [300] } })
  expect(recipeFrom({ augment: true }, 'mnist', 8000)).toMatchObject({ name: 'quick-digits', augmentation: { flip: false } })
})

test('each option changes its field, and the name says that something was changed', () => {
  const recipe = cifar({
    batch: 64,
    steps: 1000,
    lr: 0.05,
    drops: [10, 20],
    momentum: 0.8,
    weightDecay: 0,
    seed: 7,
    augment: false,
  })
  expect(recipe).toMatchObject({
    name: 'quick, changed',
    batchSize: 64,
    length: { unit: 'steps', value: 1000 },
    optimizer: { momentum: 0.8, weightDecay: 0 },
    learningRate: { initial: 0.05, after: [10, 20] },
    augmentation: { pad: 0, flip: false },
    seed: 7,
  })
})

test('the paper’s drops stay at half and three quarters of another length', () => {
  expect(cifar({ recipe: 'he-2016-cifar' }).learningRate.after).toEqual([32_000, 48_000])
  expect(cifar({ recipe: 'he-2016-cifar', steps: 1000 }).learningRate.after).toEqual([500, 750])
  // 10 epochs of 391 steps.
  expect(cifar({ recipe: 'he-2016-cifar', epochs: 10 }).learningRate.after).toEqual([1955, 2933])
})

test('a length in epochs is evaluated each epoch', () => {
  expect(cifar({ epochs: 3 }).evaluation).toEqual({ unit: 'epochs', value: 1 })
})

test.each([
  [{ steps: 10, epochs: 1 }, /--steps or --epochs, not both/],
  [{ steps: 0 }, /--steps or --epochs/],
  [{ batch: -1 }, /--batch/],
  [{ lr: Number.NaN }, /--lr/],
  [{ momentum: 2 }, /--momentum/],
  [{ seed: 1.5 }, /--seed/],
  [{ drops: [0] }, /--drops/],
  [{ recipe: 'quik' }, /Did you mean quick\?/],
  [{ recipe: 'nothing-like-it' }, /There are quick-digits, quick, he-2016-cifar/],
])('%o is wrong use, said with the option’s name', (options, message) => {
  expect(() => cifar(options)).toThrow(UsageError)
  expect(() => cifar(options)).toThrow(message)
})

test('names near to what was typed are found, others are not', () => {
  const names = ['resnet-20', 'resnet-20-b', 'resnet-32', 'plain-20', 'vgg-16']
  expect(nearestNames('resnet20', names)[0]).toBe('resnet-20')
  expect(nearestNames('Plain-20', names)[0]).toBe('plain-20')
  expect(nearestNames('transformer', names)).toEqual([])
})
