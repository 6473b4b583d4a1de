/** Where a run stands between two steps: with the network's state, all that what follows depends on. */
import { z } from 'zod'
import type { Recipe } from '../recipe/recipe.ts'
import { noProgress, type Progress } from '../recipe/schedule.ts'

export interface Position {
  /** Steps done. */
  readonly step: number
  readonly progress: Progress
  /** What the person multiplied the scheduled learning rate by. */
  readonly rateScale: number
  /** Steps to train in all. */
  readonly totalSteps: number
  /** Learning rate of the last step; null before the first. */
  readonly rate: number | null
  /** Steps left out in a row up to here, because something was not finite. */
  readonly skipped: number
  /** Whether the evaluation that is due after `step`, if one is, has been made. */
  readonly evaluated: boolean
  /** Error that the run follows, where it was evaluated at this step; else null. Where its loss was not finite it is none. */
  readonly error: number | 'not-finite' | null
}

const count = z.number().int().min(0)
const fraction = z.number().nullable()

const progressSchema: z.ZodType<Progress> = z.strictObject({
  errorSum: z.number(),
  errorCount: count,
  warmedUpAt: count.nullable(),
  divisions: count,
  best: fraction,
  withoutGain: count,
  sinceDivision: count,
})

export const positionSchema: z.ZodType<Position> = z.strictObject({
  step: count,
  progress: progressSchema,
  rateScale: z.number().positive(),
  totalSteps: count,
  rate: z.number().nullable(),
  skipped: count,
  evaluated: z.boolean(),
  error: fraction.or(z.literal('not-finite')),
})

/** Before the first step: nothing is evaluated there. */
export function firstPosition(totalSteps: number): Position {
  return {
    step: 0,
    progress: noProgress,
    rateScale: 1,
    totalSteps,
    rate: null,
    skipped: 0,
    evaluated: true,
    error: null,
  }
}

/**
 * Where a branch begins: at the steps of its parent, with its own length and rate. What the parent has seen of its errors is kept when the branch
 * follows them by the same rules, and forgotten otherwise.
 */
export function branchPosition(parent: Position, parentRecipe: Recipe, recipe: Recipe, totalSteps: number): Position {
  const progress = rulesOf(parentRecipe) === rulesOf(recipe) ? parent.progress : noProgress
  return { ...parent, progress, rateScale: 1, totalSteps, skipped: 0, evaluated: true, error: null }
}

/** The part of a recipe that follows errors: both were completed by the same schema, so equal ones read the same. */
function rulesOf({ learningRate, warmUp, validationImages, earlyStop }: Recipe): string {
  return JSON.stringify([learningRate, warmUp, validationImages, earlyStop])
}
