/**
 * A sweep as Optuna keeps a study: its journal, one operation a line, which `JournalStorage(JournalFileBackend(PATH))` reads (optuna/storages/journal/_storage.py).
 * Trials count from 0 there. What is to be small is the error that trials are compared by, the mean over seeds, as a fraction.
 */
import type { Value } from '../../plan/part-of.ts'
import type { Axis } from '../../sweep/axis.ts'
import { comparedBy, type SweepPlan } from '../../sweep/plan.ts'
import { spaceOf } from '../../sweep/space.ts'
import type { Trial } from '../../sweep/trial.ts'

const operation = { createStudy: 0, studyUserAttribute: 2, createTrial: 4 } as const
const minimize = 1
const trialState = { running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4 } as const
const worker = 'stagecraft'

export function optunaJournal({ plan, trials }: { readonly plan: SweepPlan; readonly trials: readonly Trial[] }): string {
  const space = spaceOf(plan)
  const attributes = {
    'stagecraft.compared_by': `${comparedBy(plan)} error`,
    'stagecraft.method': plan.method,
    'stagecraft.plan': plan,
  }
  const lines = [
    { op_code: operation.createStudy, study_name: plan.name, directions: [minimize] },
    ...Object.entries(attributes).map(([key, value]) => ({
      op_code: operation.studyUserAttribute,
      study_id: 0,
      user_attr: { [key]: value },
    })),
    ...trials.map((trial) => ({ op_code: operation.createTrial, study_id: 0, ...trialLine(trial, space) })),
  ]
  return lines.map((line) => JSON.stringify({ ...line, worker_id: worker }) + '\n').join('')
}

function trialLine(trial: Trial, space: ReadonlyMap<string, Axis>): object {
  const { note, runs, sample } = trial
  const started = times(runs.map(({ startedAt }) => startedAt))
  const ended = times(runs.map(({ endedAt }) => endedAt))
  const state = stateOf(trial)
  const isOver = state === trialState.complete || state === trialState.pruned || state === trialState.failed
  const axes = [...space].filter(([field]) => note.values[field] !== undefined)
  return {
    state,
    value: state === trialState.complete || state === trialState.pruned ? (sample?.mean ?? null) : null,
    values: null,
    datetime_start: state === trialState.waiting ? null : isoTime(Math.min(...started, ...ended)),
    ...(isOver ? { datetime_complete: isoTime(Math.max(...ended, ...started)) } : {}),
    distributions: Object.fromEntries(axes.map(([field, axis]) => [field, JSON.stringify(distributionOf(axis))])),
    params: Object.fromEntries(axes.map(([field, axis]) => [field, internal(axis, note.values[field])])),
    user_attrs: {
      'stagecraft.trial': note.number,
      'stagecraft.runs': runs.map(({ id }) => id),
      'stagecraft.state': trial.state,
    },
    system_attrs: {},
    intermediate_values: intermediate(trial),
  }
}

function stateOf({ state, runs }: Trial): number {
  switch (state) {
    case 'done':
      return trialState.complete
    case 'pruned':
      return trialState.pruned
    case 'failed':
    case 'refused':
    case 'stopped':
    case 'cut':
      return trialState.failed
    case 'trains':
    case 'paused':
      return trialState.running
    case 'waits':
      return runs.length === 0 ? trialState.waiting : trialState.running
  }
}

function distributionOf(axis: Axis): object {
  if (axis.kind === 'choice') return { name: 'CategoricalDistribution', attributes: { choices: axis.values } }
  const { from: low, to: high, log, whole } = axis
  return whole
    ? { name: 'IntDistribution', attributes: { log, step: 1, low, high } }
    : { name: 'FloatDistribution', attributes: { step: null, low, high, log } }
}

/** Of a choice Optuna keeps the place among its values. */
const internal = (axis: Axis, value: Value | undefined): number =>
  axis.kind === 'choice' ? axis.values.indexOf(value ?? '') : Number(value)

/** Errors on the way, by step: the mean over those seeds that have one there. */
function intermediate({ runs }: Trial): Record<string, number> {
  const points = runs.flatMap(({ course }) => course)
  const steps = [...new Set(points.map(({ step }) => step))].sort((one, other) => one - other)
  return Object.fromEntries(
    steps.map((step) => {
      const errors = points.filter((point) => point.step === step).map(({ error }) => error)
      return [step, errors.reduce((sum, error) => sum + error, 0) / errors.length]
    }),
  )
}

const times = (all: readonly (number | null)[]): number[] => all.flatMap((time) => time ?? [])

/** With the microseconds that Optuna writes; the beginning of time where nothing is known of it. */
function isoTime(time: number): string {
  return new Date(Number.isFinite(time) ? time : 0).toISOString().replace('Z', '000+00:00')
}
