/** What a sweep does next, as it follows from its plan and its trials alone: so a lab that was killed goes on where it was. */
import type { Values } from '../plan/part-of.ts'
import { randomPoint } from './draw.ts'
import { gridPoint, type Space } from './grid.ts'
import type { SweepPlan } from './plan.ts'
import { trialsOf } from './space.ts'
import { tpePoint } from './tpe.ts'
import { isOpen, observedOf, type Trial } from './trial.ts'

export type Next =
  /** A run of a trial that there is. */
  | { readonly kind: 'run'; readonly trial: Trial; readonly seed: number }
  /** A trial that there is not yet. */
  | { readonly kind: 'trial'; readonly number: number; readonly values: Values }
  /** All trials are there; some may still train. */
  | { readonly kind: 'none' }

/** `trials`: all that there are, by their numbers. */
export function nextOf(plan: SweepPlan, space: Space, trials: readonly Trial[]): Next {
  for (const trial of trials) {
    if (!isOpen(trial)) continue
    const seed = plan.seeds.find((one) => !trial.runs.some((run) => run.seed === one))
    if (seed !== undefined) return { kind: 'run', trial, seed }
  }
  const number = trials.length + 1
  const values = number > trialsOf(plan, space) ? null : pointOf(plan, space, number, trials)
  return values === null ? { kind: 'none' } : { kind: 'trial', number, values }
}

/** Values of the trial of that number; of a grid beyond its last combination null. */
export function pointOf(plan: SweepPlan, space: Space, number: number, trials: readonly Trial[]): Values | null {
  switch (plan.method) {
    case 'grid':
      return gridPoint(space, number)
    case 'random':
      return randomPoint(space, plan.seed, number)
    case 'tpe':
      return tpePoint(space, plan.seed, number, trials.map(observedOf))
  }
}
