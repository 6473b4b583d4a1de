/** What has become of a trial, as it follows from its runs and from the few things that were decided of it. */
import { z } from 'zod'
import { valuesSchema, type Values } from '../plan/part-of.ts'
import { sampleOf, type Sample } from '../statistics/sample.ts'
import type { Course } from './pruning.ts'
import type { Observed } from './tpe.ts'

/** What is kept of a trial beside its runs. */
export const trialNoteSchema = z.strictObject({
  number: z.number().int().min(1),
  values: valuesSchema,
  /** Why it cannot be trained with these values. */
  refused: z.string().nullable(),
  /** Why it was ended early, by the rule of pruning; `run` is the one that showed it. `told`: its runs have ended, and say so; a person may let them go on. */
  pruned: z
    .strictObject({
      run: z.string(),
      share: z.number(),
      error: z.number(),
      bound: z.number(),
      others: z.number().int(),
      told: z.boolean().default(false),
    })
    .nullable(),
  /** Whether a limit or a person ended the sweep while it trained. */
  cut: z.boolean(),
  /** Equal runs that were there already, taken in place of training them: by their seeds. */
  taken: z.record(z.string(), z.string()),
})
export type TrialNote = z.infer<typeof trialNoteSchema>

/** A run of a trial, as far as it counts here. */
export interface TrialRun {
  readonly id: string
  readonly seed: number
  readonly status: 'queued' | 'running' | 'paused' | 'finished' | 'stopped' | 'pruned' | 'crashed' | 'diverged' | 'unfinished'
  /** Share of its length that it has trained. */
  readonly share: number
  /** Errors on the way that trials are compared by, and the last of them; null before the first. */
  readonly course: Course
  readonly error: number | null
  readonly trainedMs: number
  /** Milliseconds since 1970; null before. */
  readonly startedAt: number | null
  readonly endedAt: number | null
}

/**
 * `waits`: some of its runs are not begun. `cut`: it was under way when the sweep was ended. `stopped`: a person ended a run of it. `failed`: a run
 * crashed or diverged. `refused`: its values cannot be trained together.
 */
export type TrialState = 'waits' | 'trains' | 'paused' | 'done' | 'pruned' | 'cut' | 'stopped' | 'failed' | 'refused'

export const trialStateWords: Readonly<Record<TrialState, string>> = {
  waits: 'waits',
  trains: 'trains',
  paused: 'paused',
  done: 'trained whole',
  pruned: 'pruned',
  cut: 'ended with the sweep',
  stopped: 'stopped',
  failed: 'failed',
  refused: 'not possible',
}

export interface Trial {
  readonly note: TrialNote
  readonly state: TrialState
  readonly runs: readonly TrialRun[]
  /** Of the last errors of its runs; null before the first has one. */
  readonly sample: Sample | null
  /** Share of its length that the run that came least far has trained. */
  readonly share: number
}

export function trialOf(note: TrialNote, runs: readonly TrialRun[], seeds: readonly number[]): Trial {
  const errors = runs.flatMap(({ error }) => (error === null ? [] : [error]))
  return {
    note,
    state: stateOf(note, runs, seeds),
    runs,
    sample: sampleOf(errors),
    share: runs.length === 0 ? 0 : Math.min(...runs.map(({ share }) => share)),
  }
}

function stateOf(note: TrialNote, runs: readonly TrialRun[], seeds: readonly number[]): TrialState {
  const has = (...kinds: readonly TrialRun['status'][]): boolean => runs.some(({ status }) => kinds.includes(status))
  if (note.refused !== null) return 'refused'
  if (runs.length >= seeds.length && runs.every(({ status }) => status === 'finished')) return 'done'
  if (note.pruned !== null) return 'pruned'
  if (has('crashed', 'diverged')) return 'failed'
  if (note.cut) return 'cut'
  if (has('stopped')) return 'stopped'
  if (has('running', 'unfinished')) return 'trains'
  return has('paused') ? 'paused' : 'waits'
}

/** Whether more is to come of it by itself. */
export const isOpen = ({ state }: Pick<Trial, 'state'>): boolean => state === 'waits' || state === 'trains' || state === 'paused'

/** As TPE learns from it: what was ended early is judged by what it had then. */
export function observedOf({ note, state, sample, share }: Trial): Observed {
  const counts = state === 'done' || (state === 'pruned' && sample !== null)
  return {
    number: note.number,
    values: note.values,
    loss: counts ? (sample?.mean ?? null) : null,
    share: state === 'done' ? 1 : share,
  }
}

/** Those that were trained whole, best first. */
export function ranked(trials: readonly Trial[]): (Trial & { readonly sample: Sample })[] {
  return trials
    .flatMap((trial) => (trial.state === 'done' && trial.sample !== null ? [{ ...trial, sample: trial.sample }] : []))
    .sort((one, other) => one.sample.mean - other.sample.mean || one.note.number - other.note.number)
}

export function newNote(number: number, values: Values): TrialNote {
  return { number, values, refused: null, pruned: null, cut: false, taken: {} }
}
