/** What a sweep takes, before it begins: its trials are made as data, and each is predicted as the run that it would be. */
import type { ForeseenSweep } from '../api/contract/sweeps.ts'
import type { DatasetState } from '../datasets/describe.ts'
import { Failure } from '../files/failure.ts'
import { forecastOf, type ForeseenRun } from '../plan/forecast.ts'
import { randomPoint } from '../sweep/draw.ts'
import { gridPoint } from '../sweep/grid.ts'
import type { SweepPlan } from '../sweep/plan.ts'
import { spaceOf, spaceProblems, trialsOf, type PlanProblem } from '../sweep/space.ts'
import { cellsOfTrial } from '../sweep/trial-cell.ts'
import type { EqualRuns } from './equal-runs.ts'
import { newRunRecord, type Predict } from './new-run.ts'

/** Each is lowered and predicted, which takes some milliseconds. */
const mostLookedAt = 40

/** What keeps it from being begun: its fields, the data, or that not even the first of its trials can be trained. */
export function problemsOf(plan: SweepPlan, dataset: DatasetState): PlanProblem[] {
  const problems = spaceProblems(plan)
  if (problems.length > 0) return problems
  const looked = lookedAt(plan).map((number) => runsOfTrial(plan, number, dataset, () => null))
  const [refused] = looked.flatMap((trial) => (trial.ok ? [] : [trial.reason]))
  return refused !== undefined && looked.every(({ ok }) => !ok) ? [{ field: null, message: refused }] : []
}

export function foreseeSweep(
  plan: SweepPlan,
  dataset: DatasetState,
  { predict, equal }: { readonly predict: Predict; readonly equal: EqualRuns },
): ForeseenSweep {
  const problems = problemsOf(plan, dataset)
  const trials = problems.length > 0 ? 0 : trialsOf(plan)
  if (problems.length > 0) return { problems, trials, forecast: null, refused: [] }
  const looked = lookedAt(plan).map((number) => runsOfTrial(plan, number, dataset, predict, equal))
  const runs = looked.flatMap((trial) => (trial.ok ? trial.runs : []))
  const share = looked.filter(({ ok }) => ok).length / looked.length
  return {
    problems,
    trials,
    forecast: forecastOf(runs, Math.round(trials * share) * plan.seeds.length),
    refused: [...new Set(looked.flatMap((trial) => (trial.ok ? [] : [trial.reason])))],
  }
}

/** Numbers of the trials that are looked at, evenly among all. */
function lookedAt(plan: SweepPlan): number[] {
  const trials = trialsOf(plan)
  const count = Math.min(mostLookedAt, trials)
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index * trials) / count))
}

type Looked = { readonly ok: true; readonly runs: readonly ForeseenRun[] } | { readonly ok: false; readonly reason: string }

/** What TPE will draw is not known before: its trials are foreseen as if drawn at random. */
function runsOfTrial(plan: SweepPlan, number: number, dataset: DatasetState, predict: Predict, equal?: EqualRuns): Looked {
  const space = spaceOf(plan)
  const values = plan.method === 'grid' ? gridPoint(space, number) : randomPoint(space, plan.seed, number)
  const made = cellsOfTrial(plan, number, values ?? {}, dataset)
  if (!made.ok) return made
  try {
    const [first] = made.cells
    if (first === undefined) return { ok: true, runs: [] }
    const record = newRunRecord(first, dataset, { id: 'foreseen', createdAt: 0, origin: null }, predict)
    const runs = made.cells.map((cell) => ({
      ...record,
      recipe: cell.recipe,
      there: plan.reuse && equal !== undefined && equal.find(cell) !== null,
    }))
    return { ok: true, runs }
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    return { ok: false, reason: `${thrown.message} ${thrown.remedy}` }
  }
}
