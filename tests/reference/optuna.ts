/** A sweep that was written for Optuna, read by Optuna itself; and its importances beside ours. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { loadPreset } from '../../core/architecture/presets.ts'
import { optunaJournal } from '../../core/export/of-sweeps/optuna.ts'
import { Failure } from '../../core/files/failure.ts'
import { recipePresets } from '../../core/recipe/presets.ts'
import { randomPoint } from '../../core/sweep/draw.ts'
import { importanceOf } from '../../core/sweep/importance.ts'
import { sweepPlanSchema, type SweepPlan } from '../../core/sweep/plan.ts'
import { spaceOf } from '../../core/sweep/space.ts'
import { newNote, ranked, trialOf, type Trial, type TrialRun } from '../../core/sweep/trial.ts'
import { withoutLibraries } from './python.ts'

const readSchema = z.object({
  version: z.string(),
  trials: z.array(
    z.object({
      state: z.string(),
      value: z.number().nullable(),
      params: z.record(z.string(), z.union([z.number(), z.string()])),
      intermediate: z.record(z.string(), z.number()),
    }),
  ),
  best: z.number(),
  importance: z.record(z.string(), z.number()),
  asked: z.array(z.number()),
})

const whole = 60
/** Forests of two programs are never the same: so far their shares may lie apart. */
const mostApart = 0.05

/** Gives the version that read, and in words where it read something else. */
export async function optunaDifferences(python: string): Promise<{ version: string; found: string[] }> {
  const { plan, trials } = await sampleSweep(everyKind)
  const read = readByOptuna(python, plan, trials)
  const found = [
    ...trials.flatMap((trial, index) => (sameTrial(trial, read.trials[index]) ? [] : [`trial ${index + 1} is another one`])),
    ...(read.trials.length === trials.length ? [] : ['another number of trials']),
    ...(read.best + 1 === bestOf(trials) ? [] : ['another best trial']),
    ...(read.asked.join() === [trials.length - 1, trials.length].join() ? [] : ['the study does not go on']),
  ]
  return { version: read.version, found: [...found, ...(await importanceDifferences(python))] }
}

async function importanceDifferences(python: string): Promise<string[]> {
  const { plan, trials } = await sampleSweep(evenNumbers)
  const theirs = readByOptuna(python, plan, trials).importance
  const ours = importanceOf(spaceOf(plan), trials)
  return (ours?.fields ?? []).flatMap(({ field, share }) => {
    // There they sum to one, whatever they make together.
    const alone = share / (1 - (ours?.together ?? 0))
    const there = theirs[field] ?? 0
    return Math.abs(alone - there) <= mostApart ? [] : [`importance of ${field}: ${alone.toFixed(3)}, there ${there.toFixed(3)}`]
  })
}

function readByOptuna(python: string, plan: SweepPlan, trials: readonly Trial[]): z.infer<typeof readSchema> {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-optuna-'))
  try {
    const journal = join(folder, 'sweep.journal')
    writeFileSync(journal, optunaJournal({ plan, trials }))
    const script = fileURLToPath(new URL('./optuna_study.py', import.meta.url))
    const { status, stdout } = spawnSync(python, [script, journal, plan.name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: withoutLibraries(),
    })
    if (status === 0) return readSchema.parse(JSON.parse(stdout))
    throw new Failure('optuna-unread', 'Optuna could not read a sweep (its messages are above).', 'Mend core/export/of-sweeps.')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** All kinds of ranges, and all states that a trial can have. */
const everyKind: SweepPlan['fields'] = [
  { field: 'lr', range: { kind: 'number', from: 0.001, to: 10, log: true, points: 3 } },
  { field: 'momentum', range: { kind: 'number', from: 0, to: 0.99, log: false, points: 3 } },
  { field: 'family-depth', range: { kind: 'number', from: 1, to: 9, log: false, points: 3 } },
  { field: 'shortcut-option', range: { kind: 'choice', values: ['A', 'B', 'C'] } },
]
/** Optuna's importances are over the numbers themselves, not their logarithms, and over each value of a choice as an axis of its own. */
const evenNumbers: SweepPlan['fields'] = [
  { field: 'lr', range: { kind: 'number', from: 0.1, to: 1, log: false, points: 3 } },
  { field: 'momentum', range: { kind: 'number', from: 0, to: 0.99, log: false, points: 3 } },
  { field: 'label-smoothing', range: { kind: 'number', from: 0, to: 0.9, log: false, points: 3 } },
]

async function sampleSweep(fields: SweepPlan['fields']): Promise<{ plan: SweepPlan; trials: Trial[] }> {
  const architecture = await loadPreset('resnet-20')
  const recipe = recipePresets().find(({ datasets }) => datasets.includes('cifar10'))?.recipe
  const plan = sweepPlanSchema.parse({
    format: 'stagecraft-sweep',
    version: 1,
    name: 'a sweep',
    architecture,
    dataset: 'cifar10',
    recipe,
    fields,
    method: 'random',
    trials: whole + 4,
    seeds: [1, 2],
  })
  const space = spaceOf(plan)
  const trials = Array.from({ length: whole + 4 }, (_, index): Trial => {
    const note = newNote(index + 1, randomPoint(space, 5, index + 1))
    const { lr, momentum, ['label-smoothing']: smoothing = 0 } = note.values
    const error = 0.1 + 0.2 * (Number(lr) - 0.5) ** 2 + 0.1 * (1 - Number(momentum)) + 0.05 * Number(smoothing)
    const ended = (status: TrialRun['status']) =>
      plan.seeds.map((seed) => runOf(`run-${index}-${seed}`, seed, status, error + seed / 1000))
    const pruned = { run: 'run', share: 0.5, error, bound: 0.1, others: 4, told: false }
    if (index === whole) return trialOf({ ...note, pruned }, ended('stopped').slice(0, 1), plan.seeds)
    if (index === whole + 1) return trialOf(note, ended('crashed'), plan.seeds)
    if (index === whole + 2) return trialOf({ ...note, refused: 'It does not fit.' }, [], plan.seeds)
    return trialOf(note, index === whole + 3 ? [] : ended('finished'), plan.seeds)
  })
  return { plan, trials }
}

function runOf(id: string, seed: number, status: TrialRun['status'], error: number): TrialRun {
  const course = [0.5, 1].map((share) => ({ step: 100 * share, share, error: error + (1 - share) }))
  return { id, seed, status, share: 1, course, error, trainedMs: 1000, startedAt: 1_790_000_000_000, endedAt: 1_790_000_001_000 }
}

const states: Partial<Record<Trial['state'], string>> = {
  done: 'COMPLETE',
  pruned: 'PRUNED',
  failed: 'FAIL',
  refused: 'FAIL',
  waits: 'WAITING',
}

function sameTrial(
  { note, state, sample, runs }: Trial,
  theirs: z.infer<typeof readSchema>['trials'][number] | undefined,
): boolean {
  if (theirs === undefined) return false
  const counts = state === 'done' || state === 'pruned'
  const mean = (step: number): number =>
    runs.reduce((sum, { course }) => sum + (course.find((point) => point.step === step)?.error ?? NaN), 0) / runs.length
  const isOnWay = Object.entries(theirs.intermediate).every(([step, error]) => Math.abs(error - mean(Number(step))) < 1e-12)
  return (
    theirs.state === states[state] &&
    theirs.value === (counts ? (sample?.mean ?? null) : null) &&
    isOnWay &&
    Object.keys(theirs.intermediate).length === (runs.length > 0 ? 2 : 0) &&
    Object.entries(note.values).every(([field, value]) => theirs.params[field] === value)
  )
}

function bestOf(trials: readonly Trial[]): number {
  const [best] = ranked(trials)
  return best?.note.number ?? 0
}
