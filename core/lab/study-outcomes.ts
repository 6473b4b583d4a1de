/** What became of each variant of a study, from where its runs stand. */
import { figureNamed } from '../compare/figures.ts'
import { reasonOf } from '../compare/groups.ts'
import { isAtRest } from '../compare/run-states.ts'
import { stepsDone } from '../compare/steps-done.ts'
import type { RunSummary } from '../store/run.ts'
import type { KeptStudy } from '../store/studies.ts'
import type { Outcome } from '../study/outcome.ts'
import type { CellStanding } from './study-standing.ts'

/** One a variant, in their order. Only runs that finished count: one that ended before says nothing of where it would have come to. */
export function outcomesOf({ study, state }: Pick<KeptStudy, 'study' | 'state'>, standing: readonly CellStanding[]): Outcome[] {
  return study.variants.map(({ name }) => {
    const its = standing.filter(({ cell }) => cell.variant.name === name)
    const ended = its.flatMap(({ run }) => (run !== null && isAtRest(run) ? [run] : []))
    // Of a study that has ended what has no run comes to none: it was deleted, or the study was cancelled before.
    const gone = state.kind === 'ended' ? its.filter(({ run }) => run === null) : []
    const counted = ended.filter(({ status }) => status.kind === 'finished')
    const [steps, ...others] = new Set(counted.map(stepsDone))
    return {
      name,
      training: errorsOf(counted, 'training-error'),
      test: errorsOf(counted, 'test-error'),
      leftOut: [
        ...ended.filter((run) => !counted.includes(run)).map((run) => ({ seed: run.record.recipe.seed, why: reasonOf(run) })),
        ...gone.map(({ cell }) => ({
          seed: cell.seed,
          why: state.kind === 'ended' && state.why === 'all' ? 'was deleted' : 'was not begun',
        })),
      ],
      open: its.length - ended.length - gone.length,
      steps: others.length === 0 ? (steps ?? null) : null,
    }
  })
}

function errorsOf(runs: readonly RunSummary[], figure: string): number[] {
  const { of } = figureNamed(figure)
  return runs.flatMap((run) => of(run) ?? []).filter(Number.isFinite)
}
