/** The runs of a study as data, in the order in which they are trained: one seed of all variants first, so that a first answer comes early. */
import type { Cell } from '../plan/cell.ts'
import { nameWith } from '../text/names.ts'
import type { Study, Variant } from './study.ts'

export interface StudyCell extends Cell {
  readonly variant: Variant
  readonly seed: number
}

export function cellsOf({ variants, seeds, dataset, device }: Study): StudyCell[] {
  return seeds.flatMap((seed) =>
    variants.map((variant) => ({
      variant,
      seed,
      name: seeds.length === 1 ? variant.name : nameWith(variant.name, `, seed ${seed}`),
      architecture: variant.architecture,
      dataset,
      recipe: { ...variant.recipe, seed },
      device,
    })),
  )
}
