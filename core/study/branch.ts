/** A study with changes, as a study of its own: what it has in common with the one it is of is taken from there, not trained again. */
import { z } from 'zod'
import { settingParts } from '../recipe/settings.ts'
import { nameSchema, nameWith } from '../text/names.ts'
import { studySchema, type Study } from './study.ts'

export const branchChangesSchema = z.strictObject({
  /** As the other with `, branch` where it is left out. */
  name: nameSchema.optional(),
  seeds: studySchema.shape.seeds.optional(),
  /** In place of its own. */
  variants: studySchema.shape.variants.optional(),
  pairs: studySchema.shape.pairs.unwrap().optional(),
  /** Names of variants that it does not have any more. */
  without: z.array(nameSchema).default([]),
  reach: studySchema.shape.reach.unwrap().optional(),
  /** Of all recipes; null leaves each its own. */
  precision: settingParts.precision.schema.nullable().default(null),
})
export type BranchChanges = z.infer<typeof branchChangesSchema>

/** Only pairs whose variants are still there are compared. With other variants or another precision it is no published scale any more. */
export function branchOf(id: string, study: Study, changes: BranchChanges): Study {
  const { name, seeds, without, reach, precision } = changes
  const variants = (changes.variants ?? study.variants)
    .filter((variant) => !without.includes(variant.name))
    .map((variant) => (precision === null ? variant : { ...variant, recipe: { ...variant.recipe, precision } }))
  const names = variants.map((variant) => variant.name)
  const isTrained = (pair: Study['pairs'][number]): boolean => names.includes(pair.first) && names.includes(pair.second)
  return {
    ...study,
    name: name ?? nameWith(study.name, ', branch'),
    variants,
    pairs: (changes.pairs ?? study.pairs).filter(isTrained),
    seeds: seeds ?? study.seeds,
    reach: reach === undefined ? study.reach : reach,
    scale: changes.variants === undefined && precision === null ? study.scale : null,
    branchedFrom: { id, name: study.name },
    reuse: true,
  }
}
