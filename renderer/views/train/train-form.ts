/** The Train sheet's fields as text, so that what cannot be taken stays where it was typed; and a recipe as such text. */
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { Length, Recipe } from '../../../core/training/recipe.ts'
import { formatCount, formatRate } from '../../format.ts'

export interface TrainForm {
  readonly dataset: DatasetId
  /** Id of the recipe it began from. */
  readonly recipeId: string
  readonly batch: string
  readonly length: string
  readonly lengthUnit: Length['unit']
  readonly momentum: string
  readonly weightDecay: string
  readonly rate: string
  readonly divisor: string
  /** Steps, separated by commas. */
  readonly drops: string
  readonly crop: boolean
  readonly pad: string
  readonly flip: boolean
  readonly evaluation: string
  readonly evaluationUnit: Length['unit']
  readonly seeds: string
}

/** The fields that a recipe fills. */
export type RecipeFields = Omit<TrainForm, 'dataset' | 'recipeId' | 'seeds'>

export function recipeFields(recipe: Recipe): RecipeFields {
  const { augmentation, learningRate, optimizer } = recipe
  return {
    batch: formatCount(recipe.batchSize),
    length: formatCount(recipe.length.value),
    lengthUnit: recipe.length.unit,
    momentum: String(optimizer.momentum),
    weightDecay: formatRate(optimizer.weightDecay),
    rate: String(learningRate.initial),
    divisor: String(learningRate.divisor),
    drops: learningRate.after.map((step) => formatCount(step)).join(', '),
    crop: augmentation.pad > 0,
    pad: String(augmentation.pad || 4),
    flip: augmentation.flip,
    evaluation: formatCount(recipe.evaluation.value),
    evaluationUnit: recipe.evaluation.unit,
  }
}

/** A number as people type it: `64,000`, `1e-4`, `0.1`; NaN for anything else. */
export function readNumber(text: string): number {
  const plain = text.trim().replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
  return plain === '' ? Number.NaN : Number(plain)
}

/**
 * Whole numbers separated by semicolons, spaces or commas. `32,000` is one number, and so are the two of `32,000, 48,000`: a comma
 * before exactly three digits is part of a number. Null where something is no number.
 */
export function readNumbers(text: string): number[] | null {
  const parts = text
    .split(/[;\s]+|,(?!\d{3}(?!\d))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const numbers = parts.map(readNumber)
  return numbers.every(Number.isInteger) ? numbers : null
}
