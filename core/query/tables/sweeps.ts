/** Sweeps, what became of their trials, and which runs those are of. */
import { comparedBy } from '../../sweep/plan.ts'
import { column, sweepTable } from '../query-table.ts'

export const sweepsTable = sweepTable(
  'sweeps',
  'a sweep',
  [
    column('name', 'text', 'as it is called'),
    column('state', 'text', 'going, paused, ended'),
    column('ended_by', 'text', 'all: all trials are there; time: the limit of time; cancelled: a person; NULL before'),
    column('method', 'text', 'grid, random, tpe'),
    column('design', 'text', 'name of the network that is varied'),
    column('data', 'text', 'data set'),
    column('fields', 'text', 'what is varied, with the ranges, as JSON'),
    column('most_trials', 'integer', 'trials at most; a grid has no more than combinations'),
    column('seeds', 'text', 'each trial is trained with, as JSON'),
    column('pruning', 'text', 'none, median, halving'),
    column('compared_by', 'text', 'the error that trials are compared by: validation, test'),
    column('time_limit_ms', 'real', 'most time at work of all its runs; NULL: no limit'),
    column('made_at', 'real', 'when it was begun, ms since 1970'),
  ],
  ({ plan, state, madeAt }) => [
    [
      plan.name,
      state.kind,
      state.kind === 'ended' ? state.why : null,
      plan.method,
      plan.architecture.name,
      plan.dataset,
      JSON.stringify(plan.fields),
      plan.trials,
      JSON.stringify(plan.seeds),
      plan.pruning.kind,
      comparedBy(plan),
      plan.timeMs,
      madeAt,
    ],
  ],
)

const trial = column('trial', 'integer', 'number of the trial, counted from 1')

export const trialsTable = sweepTable(
  'trials',
  'a trial of a sweep',
  [
    trial,
    column('state', 'text', 'waits, trains, paused, done, pruned, cut (ended with the sweep), stopped, failed, refused'),
    column('drawn', 'text', 'its value of each field, as JSON, for json_extract'),
    column('error', 'real', 'mean of the last errors of its runs, 0 to 1; NULL before the first'),
    column('std', 'real', 'their standard deviation; NULL of fewer than two'),
    column('n', 'integer', 'runs that this is of'),
    column('share', 'real', 'of its length that the run that came least far has trained, 0 to 1'),
    column('pruned_at', 'real', 'share of the length where the rule ended it; NULL where it did not'),
    column('pruned_error', 'real', 'its error there, 0 to 1'),
    column('pruned_bound', 'real', 'what that would have had to be below'),
    column('refused', 'text', 'why its values cannot be trained together; else NULL'),
  ],
  ({ trials }) =>
    trials.map(({ note: { number, values, pruned, refused }, state, sample, share }) => [
      number,
      state,
      JSON.stringify(values),
      sample?.mean ?? null,
      sample?.std ?? null,
      sample?.n ?? 0,
      share,
      pruned?.share ?? null,
      pruned?.error ?? null,
      pruned?.bound ?? null,
      refused,
    ]),
)

export const trialRunsTable = sweepTable(
  'trial_runs',
  'a run of a trial',
  [
    trial,
    column('run', 'text', 'id of the run'),
    column('seed', 'integer', 'that it was trained with'),
    column('taken', 'integer', '1 where it was there before and was taken in place of training it again, else 0'),
  ],
  ({ trials }) =>
    trials.flatMap(({ note, runs }) =>
      runs.map(({ id, seed }) => [note.number, id, seed, Number(Object.values(note.taken).includes(id))]),
    ),
)
