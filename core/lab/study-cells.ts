/** The runs of a study, each with where it stands, as they follow from the runs of the library; and what became of each variant. */
import { figureNamed } from '../api/compare/figures.ts'
import { reasonOf } from '../api/compare/groups.ts'
import { isAtRest } from '../api/run-states.ts'
import { stepsDone } from '../api/steps-done.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'
import { trainedHere, type RunSummary, type TrainedRun } from '../store/run.ts'
import type { KeptStudy } from '../store/studies.ts'
import { cellsOf, type StudyCell } from '../study/cells.ts'
import type { Outcome } from '../study/outcome.ts'

export interface CellStanding {
  readonly cell: StudyCell
  /** Null while it is not begun. */
  readonly run: TrainedRun | null
  /** Whether the run was there already. */
  readonly taken: boolean
}

/** In the order of `cellsOf`. Of several runs of a cell its newest counts. */
export function standingOf({ id, study, taken }: KeptStudy, runs: Library['runs'], live: Live): CellStanding[] {
  const own = new Map<string, string>()
  for (const { id: run, partOf, recipe } of runs.records().values())
    if (recipe !== null && partOf?.kind === 'study' && partOf.id === id) own.set(keyOf(partOf.variant, recipe.seed), run)
  const there = new Map(taken.map(({ variant, seed, run }) => [keyOf(variant, seed), run]))
  return cellsOf(study).map((cell) => {
    const key = keyOf(cell.variant.name, cell.seed)
    const [mine, other] = [own.get(key), there.get(key)]
    const run = mine ?? other
    return {
      cell,
      run: run === undefined ? null : trainedIn(runs, run, live),
      taken: mine === undefined && other !== undefined,
    }
  })
}

function trainedIn(runs: Library['runs'], id: string, live: Live): TrainedRun | null {
  const run = runs.summary(id, live)
  return run && trainedHere(run)
}

/** One a variant, in their order. Only runs that finished count: one that ended before says nothing of where it would have come to. */
export function outcomesOf({ study }: Pick<KeptStudy, 'study'>, standing: readonly CellStanding[]): Outcome[] {
  return study.variants.map(({ name }) => {
    const its = standing.filter(({ cell }) => cell.variant.name === name)
    const ended = its.flatMap(({ run }) => (run !== null && isAtRest(run) ? [run] : []))
    const counted = ended.filter(({ status }) => status.kind === 'finished')
    const [steps, ...others] = new Set(counted.map(stepsDone))
    return {
      name,
      training: errorsOf(counted, 'training-error'),
      test: errorsOf(counted, 'test-error'),
      leftOut: ended.filter((run) => !counted.includes(run)).map((run) => `seed ${run.record.recipe.seed} ${reasonOf(run)}`),
      open: its.length - ended.length,
      steps: others.length === 0 ? (steps ?? null) : null,
    }
  })
}

function errorsOf(runs: readonly RunSummary[], figure: string): number[] {
  const { of } = figureNamed(figure)
  return runs.flatMap((run) => of(run) ?? []).filter(Number.isFinite)
}

function keyOf(variant: string, seed: number): string {
  return `${seed} ${variant}`
}
