/** A sweep and a study as SQL asks about them, made up so that every column has something to tell. */
import type { QueriedStudy, QueriedSweep } from '../../../core/query/query-table.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import type { Measured } from '../../../core/study/measured.ts'
import type { Outcome } from '../../../core/study/outcome.ts'
import { studyVerdicts } from '../../../core/study/verdicts.ts'
import { sweepPlanSchema } from '../../../core/sweep/plan.ts'
import { newNote, trialOf, type TrialRun } from '../../../core/sweep/trial.ts'
import { sampleArchitecture } from './samples.ts'
import { ownStudy } from '../../own-study.ts'

/** Of two trials, one trained whole with two seeds, one pruned. */
export function sweptLibrary(): QueriedSweep {
  const [recipe] = recipePresets()
  if (!recipe) throw new Error('no recipe')
  const plan = sweepPlanSchema.parse({
    format: 'stagecraft-sweep',
    version: 1,
    name: 'rates',
    architecture: sampleArchitecture,
    dataset: 'mnist',
    recipe: recipe.recipe,
    fields: [{ field: 'lr', range: { kind: 'choice', values: [0.1, 1] } }],
    method: 'grid',
    trials: 2,
    seeds: [1, 2],
    timeMs: 3_600_000,
  })
  const runOf = (id: string, seed: number, error: number, status: TrialRun['status']): TrialRun => ({
    ...{ id, seed, status, error, share: status === 'finished' ? 1 : 0.5, trainedMs: 1000, startedAt: 1, endedAt: 2 },
    course: [{ step: 1, share: 0.5, error }],
  })
  const whole = trialOf(
    { ...newNote(1, { lr: 0.1 }), taken: { 2: 'two' } },
    [runOf('one', 1, 0.25, 'finished'), runOf('two', 2, 0.75, 'finished')],
    [1, 2],
  )
  const pruned = { run: 'three', share: 0.5, error: 0.9, bound: 0.5, others: 1, told: true }
  const early = trialOf({ ...newNote(2, { lr: 1 }), pruned, refused: null }, [runOf('three', 1, 0.9, 'pruned')], [1, 2])
  const refused = trialOf({ ...newNote(3, { lr: 9 }), refused: 'It does not fit.' }, [], [1, 2])
  return { id: 'rates-1', plan, state: { kind: 'ended', why: 'all', at: 3 }, madeAt: 1, trials: [whole, early, refused] }
}

/** Two variants with two seeds: one whole, of the other one run diverged and one is not begun. */
export function askedStudy(): QueriedStudy {
  const [recipe] = recipePresets()
  if (!recipe) throw new Error('no recipe')
  const variant = { group: 'net', architecture: sampleArchitecture, recipe: recipe.recipe }
  const study = ownStudy({
    dataset: 'mnist',
    variants: [
      { ...variant, name: 'net', publishedAs: 'fails' },
      { ...variant, name: 'other' },
    ],
    pairs: [{ first: 'net', second: 'other' }],
    reach: 0.2,
  })
  const outcomes: Outcome[] = [
    { name: 'net', training: [0.1, 0.2], test: [0.1, 0.2], leftOut: [], open: 0, steps: 100 },
    { name: 'other', training: [], test: [], leftOut: [{ seed: 1, why: 'diverged at step 3' }], open: 1, steps: null },
  ]
  const profile = { step: 1, depths: [1, 2], norms: [0.01, 1] }
  const yes = { trains: true, why: 'training error 10.0 %' }
  const measured: Measured[] = [
    {
      name: 'net',
      reached: [
        { seed: 1, step: 90, of: 100, diverged: false },
        { seed: 2, step: null, of: 100, diverged: false },
      ],
      trained: [
        { seed: 1, ...yes },
        { seed: 2, ...yes },
      ],
      gradients: [{ seed: 1, first: profile, last: profile }],
    },
    { name: 'other', reached: [], trained: [{ seed: 1, trains: false, why: 'diverged at step 3' }], gradients: [] },
  ]
  const cell = (name: string, seed: number, run: string | null, taken = false) => ({ variant: name, seed, run, taken })
  return {
    id: 'spread-1',
    study,
    state: { kind: 'going' },
    madeAt: 1,
    cells: [cell('net', 1, 'one'), cell('net', 2, 'two', true), cell('other', 1, 'three'), cell('other', 2, null)],
    outcomes,
    measured,
    verdicts: studyVerdicts(study, outcomes, measured),
  }
}
