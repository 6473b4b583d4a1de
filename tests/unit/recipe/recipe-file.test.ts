/** Recipe files as people and earlier versions leave them: read where there is one recipe in them, else refused with what it is. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { changedRecipe, findRecipe } from '../../../core/cli/recipe-options.ts'
import { UsageError } from '../../../core/cli/usage.ts'
import { readRecipeFile, recipePresets } from '../../../core/recipe/presets.ts'
import { originOf } from '../../../core/recipe/protocol.ts'
import { recipeSchema, type Recipe } from '../../../core/recipe/recipe.ts'
import { createRunFolder, readRunRecord, recordFile } from '../../../core/store/run-folder.ts'
import { runRecord } from '../renderer-runs/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-recipes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [preset] = recipePresets()
if (!preset) throw new Error('no recipe')
const { id: _, ...frame } = preset
const { recipe } = preset

function fileOf(name: string, content: unknown, before = ''): string {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, before + (typeof content === 'string' ? content : JSON.stringify(content)))
  return file
}

/** As a version before wrote it. */
function older({ activationCheckpointing, dropPath, inputScaling: __, basedOn: ___, ...rest }: Recipe) {
  return { ...rest, inputScaling: 'channel-mean-deviation', recomputation: activationCheckpointing, stochasticDepth: dropPath }
}

describe('a file', () => {
  it('may begin with a byte order mark, and may hold a recipe without the frame', () => {
    expect(readRecipeFile(fileOf('marked', frame, '\uFEFF')).recipe).toEqual(recipe)
    expect(readRecipeFile(fileOf('bare', recipe))).toMatchObject({ id: 'bare', recipe })
  })
  it('that is a folder, no JSON, or no recipe is refused in words', () => {
    expect(() => findRecipe(folder)).toThrow(UsageError)
    expect(() => findRecipe(folder)).toThrow(/is no file but a folder/)
    expect(() => findRecipe(fileOf('half', '{'))).toThrow(/half\.json is not JSON/)
    expect(() => findRecipe(fileOf('wrong', { ...frame, recipe: { ...recipe, batchSize: 0 } }))).toThrow(/recipe\.batchSize/)
  })
  it('whose settings do not go together is refused without any option, with the options that mend it', () => {
    const augmentation = { ...recipe.augmentation, erasing: { chance: 1, least: 0.9, most: 0.1 } }
    const images = { trainCount: 8000, height: 28 }
    const asked = (changed: Partial<Recipe>) => () => changedRecipe({ ...recipe, ...changed }, { augment: true }, images)
    expect(asked({ augmentation })).toThrow(/The least share is more than the largest. --erase 1,0.1,0.9 mends that\./)
    const learningRate = { kind: 'steps', initial: 0.1, divisor: 10, after: [3, 3, 40, 1] } as const
    expect(asked({ learningRate: { ...learningRate, after: [...learningRate.after] } })).toThrow(
      /Drops come one after the other, each later than the last. --drops 1,3,40 mends that\./,
    )
  })
})

describe('what an earlier version wrote', () => {
  const changed: Recipe = {
    ...recipe,
    name: `${recipe.name}, changed`,
    basedOn: recipe.name,
    dropPath: 0.2,
    activationCheckpointing: { kind: 'fit', gigabytes: 2 },
  }

  test('is read under its names of now, and what it was changed from is known', () => {
    const read = recipeSchema.parse(older(changed))
    expect(read).toEqual(changed)
    expect(originOf(read)).toBe(recipe.name)
    expect(recipeSchema.parse(read)).toEqual(read)
  })

  test('opens as a recipe file, and as the record of a run; what is written is the new form', () => {
    expect(readRecipeFile(fileOf('old', { ...frame, recipe: older(changed) })).recipe).toEqual(changed)
    const run = join(folder, 'old-run')
    createRunFolder(run, runRecord({ recipe: changed }))
    const written = JSON.parse(readFileSync(join(run, recordFile), 'utf8')) as { recipe: Recipe }
    expect(written.recipe).toEqual(changed)
    writeFileSync(join(run, recordFile), JSON.stringify({ ...written, recipe: older(changed) }))
    expect(readRunRecord(run).recipe).toEqual(changed)
  })

  test('in the form of both is refused rather than guessed', () => {
    expect(recipeSchema.safeParse({ ...changed, recomputation: { kind: 'off' } }).success).toBe(false)
  })
})
