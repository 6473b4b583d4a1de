/** The command line a sheet copies, against what the command line makes of it (core/cli/recipe-options.ts). */
import { Option } from 'commander'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDevice } from '../../../core/cli/device-option.ts'
import { recipeFrom, recipeOptions } from '../../../core/cli/recipe-options.ts'
import type { DeviceChoice } from '../../../core/recipe/device.ts'
import { sameRecipe } from '../../../core/recipe/protocol.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { commandLine, type CommandRequest } from '../../../core/api/train-command.ts'
import { anyRecipe, cifarImages } from '../recipe/any-recipe.ts'
import { preset, recipePreset } from './samples.ts'

const presets = ['resnet-20', 'plain-20', 'resnet-20-b'].map((id) => ({ id, architecture: preset(id) }))
const paper = recipePreset('he-2016-cifar')
const request = (recipe: Omit<Recipe, 'name'>, architectures = [preset('resnet-20')], seeds = [1]): CommandRequest => ({
  architectures,
  presets,
  dataset: { id: 'cifar10', ...cifarImages },
  device: { kind: 'auto' },
  library: '',
  base: paper,
  recipe,
  seeds,
})
const copied = (...parameters: Parameters<typeof request>) => commandLine(request(...parameters))

/** What the command line makes of a copied command, as commander hands its options over. */
function made(text: string): Recipe {
  const words = text.split(' ')
  const options: Record<string, unknown> = {}
  words.forEach((word, index) => {
    if (!word.startsWith('--') || word === '--') return
    const option = recipeOptions().find(({ long }) => long === word)
    const text = words[index + 1] ?? ''
    options[new Option(word).attributeName()] = option?.parseArg ? option.parseArg(text, undefined) : text
  })
  return recipeFrom({ augment: true, ...options }, 'cifar10', cifarImages)
}

describe('commandLine', () => {
  it('names presets, data, recipe and seed', () => {
    expect(copied(paper.recipe, [preset('resnet-20'), preset('plain-20')])).toEqual({
      ok: true,
      text: 'npm run lab -- train resnet-20 plain-20 --data cifar10 --recipe he-2016-cifar --seed 1',
    })
  })

  it('names the library where the command line would open another', () => {
    const line = commandLine({ ...request(paper.recipe), library: "--library '/data/my runs'" })
    expect(line.ok && line.text).toContain(" --library '/data/my runs' --seed 1")
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

  it('says every recipe so that the command line makes the same of it, with a seed said once', () => {
    fc.assert(
      fc.property(anyRecipe, (wanted) => {
        const line = copied(wanted, [preset('resnet-20')], [wanted.seed])
        expect(line.ok).toBe(true)
        if (!line.ok) return
        expect(line.text.match(/--seed/g)).toHaveLength(1)
        expect(sameRecipe(made(line.text), wanted) && made(line.text).seed).toBe(wanted.seed)
      }),
    )
  })

  it('says where it is to run', () => {
    const where = (device: DeviceChoice) => commandLine({ ...request(paper.recipe), device })
    expect(where({ kind: 'cpu' })).toMatchObject({ text: expect.stringContaining(' --device cpu ') as string })
    expect(where({ kind: 'gpu', gpus: [0, 1] })).toMatchObject({ text: expect.stringContaining(' --device gpu:0,1 ') as string })
    expect(parseDevice('gpu:0,1')).toEqual({ kind: 'gpu', gpus: [0, 1] })
  })

  it('gives the reason where it has no words: an own design', () => {
    const own = { ...preset('resnet-20'), name: 'mine', input: { height: 48, width: 48, channels: 3 } }
    expect(copied(paper.recipe, [own])).toMatchObject({ ok: false, reason: expect.stringContaining('mine') as string })
  })
})
