/** A study with what a person changes of it before it begins: settings of every recipe, its seeds, its name, and the error that runs are timed to. */
import type { Images } from '../recipe/check.ts'
import { applyOptions, type GivenOptions } from '../recipe/options.ts'
import { sameRecipe } from '../recipe/protocol.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { nameWith } from '../text/names.ts'
import type { Study } from './study.ts'

export interface StudyChanges {
  /** As options of `lab train`. */
  readonly given: GivenOptions
  readonly name?: string | undefined
  readonly seeds?: readonly number[] | undefined
  /** A fraction. */
  readonly reach?: number | undefined
}

export type ChangedStudy =
  | { readonly ok: true; readonly study: Study }
  /** The option that cannot be taken, and why. */
  | { readonly ok: false; readonly reason: string }

/** With other settings than the precision it is no published scale any more, and is called changed. */
export function changedStudy(study: Study, { given, name, seeds, reach }: StudyChanges, images: Images): ChangedStudy {
  const variants: Study['variants'] = []
  for (const variant of study.variants) {
    const made = applyOptions(variant.recipe, given, images)
    if (!made.ok) {
      const where = made.option ?? `The recipe ${variant.recipe.name} cannot be trained like this`
      return { ok: false, reason: `${where}: ${made.reason.replace(/\.$/, '')}.` }
    }
    variants.push({ ...variant, recipe: made.recipe })
  }
  const isOther = variants.some(({ recipe }, at) => !isSameButPrecision(recipe, study.variants[at]?.recipe))
  return {
    ok: true,
    study: {
      ...study,
      variants,
      name: name ?? (isOther ? nameWith(study.name, ', changed') : study.name),
      scale: isOther ? null : study.scale,
      seeds: [...(seeds ?? study.seeds)],
      reach: reach ?? study.reach,
    },
  }
}

function isSameButPrecision(recipe: Recipe, before: Recipe | undefined): boolean {
  return before !== undefined && sameRecipe({ ...recipe, precision: before.precision }, before)
}
