/** Fields that studies of templates and of one's own have in common: data, precisions, seeds and the error to reach. */
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import { readNumber, readNumbers } from '../../../core/recipe/number-text.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { mostSeeds } from '../../../core/study/study.ts'
import { largestSeed } from '../../../core/recipe/seed.ts'

export const datasets = Object.keys(datasetNames) as DatasetId[]

/** `own`: as each recipe has it. */
export const precisions = ['own', 'float32', 'bfloat16', 'float16'] as const satisfies readonly (Recipe['precision'] | 'own')[]

export const seedsForm = `different whole numbers from 0 on, apart by commas, ${mostSeeds} at most`

/** Null where no list of seeds can be read from it. */
export function readSeeds(text: string): number[] | null {
  const read = readNumbers(text)
  const seeds = read.kind === 'numbers' ? [...read.values] : []
  const fit = seeds.length > 0 && seeds.length <= mostSeeds && new Set(seeds).size === seeds.length
  return fit && seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= largestSeed) ? seeds : null
}

export const reachForm = 'a percentage above 0 and below 100'

/** A percentage as a fraction; null where none can be read from it. */
export function readReach(text: string): number | null {
  const read = readNumber(text.replace(/%\s*$/, ''), 'any')
  return read.kind === 'number' && read.value > 0 && read.value < 100 ? read.value / 100 : null
}
