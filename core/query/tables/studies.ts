/** Studies: what each asks, what became of its variants and runs, and what was found. */
import { leftOutWords } from '../../statistics/left-out.ts'
import { sampleOf } from '../../statistics/sample.ts'
import { gradientEnds, type GradientProfile } from '../../study/gradient.ts'
import { column, studyTable } from '../query-table.ts'

export const studiesTable = studyTable(
  'studies',
  'a study',
  [
    column('name', 'text', 'as it is called'),
    column('question', 'text', 'what it asks'),
    column('source', 'text', 'paper and section; NULL for one’s own'),
    column('template', 'text', 'id of the template that it was made of; NULL for one’s own'),
    column('scale', 'text', 'glance, short, paper; NULL for one’s own'),
    column('data', 'text', 'data set'),
    column('state', 'text', 'going, paused, ended'),
    column('seeds', 'text', 'each variant is trained with, as JSON'),
    column('reach', 'real', 'test error that runs are timed to, 0 to 1; NULL where none is asked for'),
    column('branched_from', 'text', 'id of the study that it is a changed copy of; else NULL'),
    column('made_at', 'real', 'when it was begun, ms since 1970'),
  ],
  ({ study, state, madeAt }) => [
    [
      study.name,
      study.question,
      study.source,
      study.template,
      study.scale,
      study.dataset,
      state.kind,
      JSON.stringify(study.seeds),
      study.reach,
      study.branchedFrom?.id ?? null,
      madeAt,
    ],
  ],
)

const variant = column('variant', 'text', 'name of the variant')

export const studyVariantsTable = studyTable(
  'study_variants',
  'a variant of a study',
  [
    variant,
    column('kind', 'text', 'variants of one kind are drawn alike'),
    column('design', 'text', 'name of its network'),
    column('recipe', 'text', 'name of its recipe'),
    column('n', 'integer', 'runs that count: that finished'),
    column('test_error', 'real', 'their mean after the last step, 0 to 1; NULL of none'),
    column('test_error_std', 'real', 'their standard deviation; NULL of fewer than two'),
    column('training_error', 'real', 'the same of means over the last 50 steps'),
    column('training_error_std', 'real', 'their standard deviation'),
    column('published', 'real', 'published test error, 0 to 1; NULL where none was'),
    column('published_as', 'text', 'in words where no figure was printed; else NULL'),
    column('still_open', 'integer', 'runs that are still to end'),
    column('not_counted', 'text', 'runs that ended and do not count, with why, as JSON'),
    column('architecture', 'text', 'its network as JSON, for json_extract'),
  ],
  ({ study, outcomes }) =>
    study.variants.map(({ name, group, architecture, recipe, published, publishedAs }) => {
      const outcome = outcomes.find((one) => one.name === name)
      const [test, training] = [sampleOf(outcome?.test ?? []), sampleOf(outcome?.training ?? [])]
      return [
        name,
        group,
        architecture.name,
        recipe.name,
        test?.n ?? 0,
        test?.mean ?? null,
        test?.std ?? null,
        training?.mean ?? null,
        training?.std ?? null,
        published,
        publishedAs,
        outcome?.open ?? 0,
        JSON.stringify((outcome?.leftOut ?? []).map(leftOutWords)),
        JSON.stringify(architecture),
      ]
    }),
)

export const studyRunsTable = studyTable(
  'study_runs',
  'a run of a study, begun or not',
  [
    variant,
    column('seed', 'integer', 'that it is trained with'),
    column('run', 'text', 'id of the run; NULL while it is not begun'),
    column('taken', 'integer', '1 where it was there before and was taken in place of training it again, else 0'),
    column('reached_at', 'real', 'step at which its test error came to the study’s reach; NULL where it did not'),
    column('trains', 'integer', '1 where its training error is below guessing, else 0; NULL before it has ended'),
    column('why', 'text', 'what that rests on'),
    column(
      'gradient_at_first',
      'real',
      'norm of the gradient at the first layer, at the first look inside; NULL where no pair asks',
    ),
    column('gradient_at_last', 'real', 'the same at the last look'),
  ],
  ({ cells, measured }) =>
    cells.map(({ variant: name, seed, run, taken }) => {
      const own = measured.find((one) => one.name === name)
      const trained = own?.trained.find((one) => one.seed === seed)
      const gradients = own?.gradients.find((one) => one.seed === seed)
      return [
        name,
        seed,
        run,
        Number(taken),
        own?.reached.find((one) => one.seed === seed)?.step ?? null,
        trained === undefined ? null : Number(trained.trains),
        trained?.why ?? null,
        normOf(gradients?.first),
        normOf(gradients?.last),
      ]
    }),
)

/** At the first layer. */
function normOf(profile: GradientProfile | undefined): number | null {
  const ends = profile === undefined ? null : gradientEnds(profile)
  return ends === null ? null : 10 ** ends.first
}

export const studyVerdictsTable = studyTable(
  'study_verdicts',
  'what a study has found of two variants',
  [
    column('first', 'text', 'name of a variant'),
    column('second', 'text', 'name of the one that it is compared with'),
    column('compared_by', 'text', 'error, steps, trains, gradient'),
    column('expected', 'text', 'lower, higher: of the first beside the second; NULL where nothing was'),
    column('finding', 'text', 'shown, opposite, different, not-shown, one-seed, untested, not-counted, waiting'),
    column('p', 'real', 'corrected by Holm; NULL where nothing was tested'),
    column('sentence', 'text', 'in words'),
  ],
  ({ verdicts }) =>
    verdicts.map(({ pair, finding, p, sentence }) => [pair.first, pair.second, pair.by, pair.expects, finding, p, sentence]),
)
