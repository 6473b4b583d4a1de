/** Going on from a checkpoint of a run, so that nothing measured is dropped: what that comes to. */
import type { TrainedRun } from '../store/run.ts'
import type { RunDetail } from './contract/runs.ts'
import { nameWith } from '../text/names.ts'
import { countText } from '../text/count-text.ts'
import { branchRecipe } from './branch-recipe.ts'
import { isAtRest, isResumable } from '../compare/run-states.ts'
import { stepsDone } from '../compare/steps-done.ts'

export type Restoring =
  /** It is where the run stands: it goes on itself. */
  | { readonly kind: 'resume' }
  /** The run came further: what it measured beyond stays with it, and a run of its own goes on from there. */
  | { readonly kind: 'branch'; readonly beyond: number }
  | { readonly kind: 'refused'; readonly why: string }

/** `step`: of a checkpoint that can be used. */
export function restoring({ summary: run, wayOn }: Pick<RunDetail, 'summary' | 'wayOn'>, step: number): Restoring {
  if (step >= run.totalSteps)
    return {
      kind: 'refused',
      why: `it has trained all its ${countText(run.totalSteps)} steps there: train it longer, or branch with a longer recipe`,
    }
  const isNewest = step === run.resumesFrom
  if (isNewest && !isAtRest(run)) return { kind: 'refused', why: 'it goes on from there by itself' }
  // Where a newer one was lost, going back takes a word of its own.
  if (isNewest && isResumable(run) && wayOn.refused === null) return { kind: 'resume' }
  return { kind: 'branch', beyond: Math.max(0, stepsDone(run) - step) }
}

/** What a run is branched with that goes on from a checkpoint as its parent did, to the parent's end. */
export function restoredBranch({ record, totalSteps }: TrainedRun, step: number) {
  return {
    id: record.id,
    step,
    name: nameWith(record.name, ` from ${countText(step)}`),
    recipe: branchRecipe(record, { factor: 1, totalSteps }),
  }
}
