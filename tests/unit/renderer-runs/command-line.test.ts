/** The command line a sheet copies, against what the command line makes of it (core/cli/recipe-options.ts). */
import { describe, expect, it } from 'vitest'
import type { Preset } from '../../../core/api/contract.ts'
import { recipeFrom, type RecipeOptions } from '../../../core/cli/recipe-options.ts'
import type { Recipe } from '../../../core/training/recipe.ts'
import { commandLine } from '../../../renderer/views/train/command-line.ts'
import { sameRecipe } from '../../../renderer/views/train/read-form.ts'
import { preset, recipePreset } from './samples.ts'

const presets = ['resnet-20', 'plain-20', 'resnet-20-b'].map((id): Preset => ({
  id,
  group: 'CIFAR',
  architecture: preset(id),
  source: '',
}))
const paper = recipePreset('he-2016-cifar')
const copied = (recipe: Omit<Recipe, 'name'>, architectures = [preset('resnet-20')], seeds = [1]) =>
  commandLine({ architectures, presets, dataset: 'cifar10', base: paper, recipe, seeds })

/** The options of a copied command, as commander would hand them over. */
function parsed(text: string): RecipeOptions {
  const options: Record<string, unknown> = { augment: true }
  const words = text.split(' ')
  words.forEach((word, index) => {
    const value = words[index + 1] ?? ''
    if (word === '--no-augment') options['augment'] = false
    else if (word === '--recipe') options['recipe'] = value
    else if (word === '--drops') options['drops'] = value === 'none' ? [] : value.split(',').map(Number)
    else if (word === '--weight-decay') options['weightDecay'] = Number(value)
    else if (word.startsWith('--') && word !== '--' && word !== '--data') options[word.slice(2)] = Number(value)
  })
  return options as unknown as RecipeOptions
}

describe('commandLine', () => {
  it('names presets, data, recipe and seed', () => {
    expect(copied(paper.recipe, [preset('resnet-20'), preset('plain-20')])).toEqual({
      ok: true,
      text: 'npm run lab -- train resnet-20 plain-20 --data cifar10 --recipe he-2016-cifar --seed 1',
    })
  })

  it('knows a preset by its layers, whatever it is called', () => {
    expect(copied(paper.recipe, [{ ...preset('resnet-20-b'), name: 'CIFAR-20, option B' }])).toMatchObject({
      text: expect.stringContaining('train resnet-20-b ') as string,
    })
  })

  it('repeats itself for each seed', () => {
    const line = copied(paper.recipe, [preset('resnet-20')], [1, 2])
    expect(line.ok && line.text.split(' && ').map((one) => one.slice(-8))).toEqual(['--seed 1', '--seed 2'])
  })

  const changes: [string, Partial<Recipe>][] = [
    ['length in steps', { length: { unit: 'steps', value: 400 }, learningRate: { ...paper.recipe.learningRate, after: [300] } }],
    ['length in epochs', { length: { unit: 'epochs', value: 3 }, learningRate: { ...paper.recipe.learningRate, after: [] } }],
    ['batch', { batchSize: 64 }],
    ['drops', { learningRate: { ...paper.recipe.learningRate, after: [10_000] } }],
    ['rate', { learningRate: { ...paper.recipe.learningRate, initial: 0.05 } }],
    ['optimizer', { optimizer: { kind: 'sgd', momentum: 0.8, weightDecay: 0.0005 } }],
    ['no augmentation', { augmentation: { pad: 0, flip: false } }],
  ]
  it.each(changes)('says a changed %s so that the command line makes the same of it', (_, change) => {
    const wanted = { ...paper.recipe, ...change }
    const line = copied(wanted)
    expect(line.ok).toBe(true)
    if (line.ok) expect(sameRecipe(recipeFrom(parsed(line.text), 'cifar10', 50_000), wanted)).toBe(true)
  })

  it('gives the reason where it has no words: an own design, a divisor, padding alone', () => {
    const own = { ...preset('resnet-20'), name: 'mine', input: { height: 48, width: 48, channels: 3 } }
    expect(copied(paper.recipe, [own])).toMatchObject({ ok: false, reason: expect.stringContaining('mine') as string })
    expect(copied({ ...paper.recipe, learningRate: { ...paper.recipe.learningRate, divisor: 5 } }).ok).toBe(false)
    expect(copied({ ...paper.recipe, augmentation: { pad: 0, flip: true } }).ok).toBe(false)
  })
})
