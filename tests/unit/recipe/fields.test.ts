/** Recipes as fields: each comes back as it went in, and what is wrong is said by a field that mends it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldLimits, type Limit, type NumberField } from '../../../core/recipe/field-limits.ts'
import { readFields } from '../../../core/recipe/read-fields.ts'
import { recipeFields, type RecipeFields } from '../../../core/recipe/fields.ts'
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
      expect({ ...read.recipe, name: recipe.name }).toEqual(recipe)
    }
  })
})

describe('each number', () => {
  const [first] = recipePresets()
  if (!first) throw new Error('no recipe')
  /** With everything on that the field belongs to, so that it is looked at. */
  const on: Partial<RecipeFields> = {
    clip: true,
    crop: true,
    cutout: true,
    erasing: true,
    mixup: true,
    stopEarly: true,
    archive: true,
    recomputation: 'fit',
    length: '1000',
    lengthUnit: 'steps',
    drops: '',
  }
  const kinds: Partial<RecipeFields>[] = (['sgd', 'adamw', 'lars'] as const).flatMap((optimizer) =>
    (['steps', 'one-cycle', 'plateau', 'cosine'] as const).flatMap((schedule) =>
      (['linear', 'until-error'] as const).flatMap((warmUp) =>
        (['ema', 'swa'] as const).map((averaging) => ({ optimizer, schedule, warmUp, averaging })),
      ),
    ),
  )
  const numbers = Object.entries(fieldLimits) as [NumberField, Limit][]

  it.each(numbers)('%s is refused beyond its limits, with a mend that is taken', (field, limit) => {
    for (const wrong of [
      '',
      'many',
      String(limit.max * 2 + 1),
      String(limit.min - 1),
      ...(limit.above ? [String(limit.min)] : []),
    ]) {
      const tried = kinds.map((kind) => ({ ...recipeFields(first.recipe), ...on, ...kind, [field]: wrong }))
      const found = tried.flatMap((fields) =>
        readFields(fields, cifarImages)
          .problems.filter((problem) => problem.field === field)
          .map((problem) => ({ fields, problem })),
      )
      expect(found.length, `${field}: ${wrong}`).toBeGreaterThan(0)
      const [{ fields, problem } = { fields: null, problem: null }] = found
      expect(problem?.message.split(' ').length).toBeLessThanOrEqual(12)
      for (const mend of problem?.mends ?? []) {
        const mended = readFields({ ...fields, ...mend.change } as RecipeFields, cifarImages)
        expect(mended.problems.filter((other) => other.field === field)).toEqual([])
      }
      expect(problem?.mends.length).toBeGreaterThan(0)
    }
  })
})
