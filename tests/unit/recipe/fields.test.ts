/** Recipes as fields: each comes back as it went in, and what is wrong is said by a field that mends it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recipeProblems } from '../../../core/recipe/check.ts'
import { readFields, recipeFields, type RecipeField, type RecipeFields } from '../../../core/recipe/fields.ts'
import { countText, numberText } from '../../../core/recipe/number-text.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { recipeSchema } from '../../../core/recipe/recipe.ts'
import { anyRecipe, cifarImages } from './any-recipe.ts'

describe('the fields of a recipe', () => {
  it('are read back as that recipe, and what is read is a recipe', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        const read = readFields(recipeFields(recipe), cifarImages)
        expect(read.problems).toEqual([])
        expect(recipeSchema.parse({ ...read.recipe, name: recipe.name })).toEqual(recipe)
      }),
      { numRuns: 500 },
    )
  })

  it('are those of the recipes that come along, too', () => {
    for (const { recipe, datasets } of recipePresets()) {
      const images = datasets.includes('imagenet') ? { trainCount: 1_281_167, height: 224 } : cifarImages
      const read = readFields(recipeFields(recipe), images)
      expect(read.problems).toEqual([])
      expect({ ...read.recipe, name: recipe.name, basedOn: null }).toEqual(recipe)
    }
  })
})

describe('whatever is typed in a field', () => {
  const [first] = recipePresets()
  if (!first) throw new Error('no recipe')
  /** With everything on that a field belongs to, so that it is looked at. */
  const on: Partial<RecipeFields> = {
    clip: true,
    crop: true,
    cutout: true,
    erasing: true,
    mixup: true,
    stopEarly: true,
    archive: true,
    activationCheckpointing: 'fit',
    length: '1000',
    lengthUnit: 'steps',
    drops: '',
  }
  const kinds = (['sgd', 'adamw', 'lars'] as const).flatMap((optimizer) =>
    (['steps', 'one-cycle', 'plateau', 'cosine'] as const).flatMap((schedule) =>
      (['linear', 'until-error'] as const).flatMap((warmUp) =>
        (['ema', 'swa'] as const).map((averaging) => ({ optimizer, schedule, warmUp, averaging })),
      ),
    ),
  )
  const bases = kinds.map((kind): RecipeFields => ({ ...recipeFields(first.recipe), ...on, ...kind }))
  const notNumbers = ['lengthUnit', 'evaluationUnit', 'checkpointUnit', 'archiveUnit', 'optimizer', 'decayScope', 'schedule']
  const others = ['warmUp', 'averaging', 'precision', 'activationCheckpointing', 'kernels', 'notFinite']
  const [base] = bases
  const numbers = Object.entries(base ?? {}).flatMap(([field, value]) =>
    typeof value === 'string' && ![...notNumbers, ...others].includes(field) ? [field as RecipeField] : [],
  )
  const typed = fc.oneof(
    fc.constantFrom('', 'many', '0', '1', '-1', '0,5', '1,500', '1e300', '0x10', '1.000'),
    fc.double({ noNaN: true }).map(numberText),
    fc.integer().map(countText),
  )

  /** What is wrong with a field, where it is in effect in one of the recipes. */
  const problemsOf = (field: RecipeField, text: string) =>
    bases.flatMap((fields) => {
      const changed: RecipeFields = { ...fields, [field]: text }
      const read = readFields(changed, cifarImages)
      return read.problems.filter((problem) => problem.field === field).map((problem) => ({ changed, problem }))
    })

  it.each(numbers)('%s: it makes a recipe, or is refused with mends that are taken', (field) => {
    fc.assert(
      fc.property(typed, fc.constantFrom(...bases), (text, fields) => {
        const changed: RecipeFields = { ...fields, [field]: text }
        const { recipe, problems } = readFields(changed, cifarImages)
        if (recipe) expect(recipeSchema.parse({ ...recipe, name: 'x' })).toEqual({ ...recipe, name: 'x', basedOn: null })
        for (const problem of problems) {
          expect(problem.message.split(' ').length, problem.message).toBeLessThanOrEqual(12)
          for (const mend of problem.mends) {
            const mended = readFields({ ...changed, ...mend.change }, cifarImages).problems
            expect(mended.filter((other) => other.field === problem.field && other.message === problem.message)).toEqual([])
          }
        }
      }),
    )
  })

  it.each(numbers)('%s: words, and what is beyond any limit, are refused with a mend', (field) => {
    for (const wrong of [...(field === 'drops' ? [] : ['']), 'many', '1e300', '-1']) {
      const found = problemsOf(field, wrong)
      expect(found.length, wrong).toBeGreaterThan(0)
      for (const { changed, problem } of found) {
        expect(problem.mends.length, problem.message).toBeGreaterThan(0)
        for (const mend of problem.mends) {
          const mended = readFields({ ...changed, ...mend.change }, cifarImages)
          expect(mended.problems.filter((other) => other.field === field)).toEqual([])
        }
      }
    }
  })
})

describe('what settings must be to one another', () => {
  it('is checked of a recipe as of fields: drops that do not come one after the other, shares the wrong way round', () => {
    const [preset] = recipePresets()
    if (!preset) throw new Error('no recipe')
    const { recipe } = preset
    const after = [3, 3, 900, 1]
    const drops = { ...recipe, learningRate: { kind: 'steps' as const, initial: 0.1, divisor: 10, after } }
    const erasing = { ...recipe, augmentation: { ...recipe.augmentation, erasing: { chance: 1, least: 0.9, most: 0.1 } } }
    for (const wrong of [drops, erasing]) {
      const [problem] = recipeProblems(wrong, cifarImages)
      expect(problem?.message).toMatch(/one after the other|more than the largest/)
      for (const mend of problem?.mends ?? []) {
        const other = recipeProblems({ ...wrong, ...mend.change }, cifarImages)
        expect(other.filter(({ message }) => message === problem?.message)).toEqual([])
      }
    }
  })
})
