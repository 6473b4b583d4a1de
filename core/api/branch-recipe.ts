/** The recipe of a branch: the parent's, with every learning rate multiplied and another length. */
import type { RunRecord } from '../store/run.ts'
import { named } from '../recipe/protocol.ts'
import type { Recipe } from '../recipe/recipe.ts'

export interface BranchChange {
  readonly factor: number
  /** Steps in all, counted from the parent's first. */
  readonly totalSteps: number
}

export function branchRecipe({ recipe, totalSteps: before }: RunRecord, { factor, totalSteps }: BranchChange): Recipe {
  const branched: Recipe = {
    ...recipe,
    length: totalSteps === before ? recipe.length : { unit: 'steps', value: totalSteps },
    learningRate: scaled(recipe.learningRate, totalSteps, (rate) => Number((rate * factor).toPrecision(12))),
    warmUp: recipe.warmUp.kind === 'until-error' ? { ...recipe.warmUp, rate: recipe.warmUp.rate * factor } : recipe.warmUp,
  }
  return { ...branched, ...named(branched, recipe) }
}

/** Drops that a shorter run does not come to are none. */
function scaled(schedule: Recipe['learningRate'], totalSteps: number, by: (rate: number) => number): Recipe['learningRate'] {
  switch (schedule.kind) {
    case 'steps':
      return { ...schedule, initial: by(schedule.initial), after: schedule.after.filter((drop) => drop < totalSteps) }
    case 'cosine':
      return { ...schedule, initial: by(schedule.initial), final: by(schedule.final) }
    case 'one-cycle':
      return { ...schedule, initial: by(schedule.initial), peak: by(schedule.peak), final: by(schedule.final) }
    case 'plateau':
      return { ...schedule, initial: by(schedule.initial), least: by(schedule.least) }
  }
}
