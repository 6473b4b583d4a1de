/** Runs that differ in nothing but the seed, as one. */
import type { LeftOut } from '../statistics/left-out.ts'
import type { RunSummary } from '../store/run.ts'
import { countText } from '../text/count-text.ts'
import { isAtRest } from './run-states.ts'
import { stepsDone } from './steps-done.ts'
import { settingsKey } from './settings.ts'

export interface RunGroup {
  /** What its runs have in common: see settings.ts. */
  readonly key: string
  /** In the order they were given; there is one at least. */
  readonly runs: readonly [RunSummary, ...RunSummary[]]
  /** Those that its figures are of: one a seed, by rising seed. */
  readonly counted: readonly RunSummary[]
  /** The others, and why: "diverged at step 412". */
  readonly leftOut: readonly LeftOutRun[]
}

export interface LeftOutRun extends LeftOut {
  readonly run: RunSummary
}

/** Groups in the order of their first runs. */
export function groupRuns(runs: readonly RunSummary[]): RunGroup[] {
  const groups = new Map<string, [RunSummary, ...RunSummary[]]>()
  for (const run of runs) {
    const key = settingsKey(run)
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  return [...groups].map(([key, all]) => groupOf(key, all))
}

/** Each run as a group of its own, for who does not want them taken together. */
export function eachAlone(runs: readonly RunSummary[]): RunGroup[] {
  return runs.map((run) => groupOf(run.record.id, [run]))
}

/**
 * Of several seeds only runs that finished count: one that ended before says nothing of where it would have come to. A run alone counts as it
 * stands. A seed that was trained twice is no second sample: its newest run counts.
 */
function groupOf(key: string, runs: readonly [RunSummary, ...RunSummary[]]): RunGroup {
  const newest = new Map<number, RunSummary>()
  for (const run of runs) {
    const known = newest.get(seedOf(run))
    if (mayCount(run, runs) && (!known || known.record.createdAt <= run.record.createdAt)) newest.set(seedOf(run), run)
  }
  const counted = [...newest.values()].sort((one, other) => seedOf(one) - seedOf(other))
  const leftOut = runs
    .filter((run) => !counted.includes(run))
    .map((run) => ({
      run,
      seed: seedOf(run),
      why: mayCount(run, runs) ? `was trained again with seed ${seedOf(run)}` : reasonOf(run),
    }))
  return { key, runs, counted, leftOut }
}

function mayCount(run: RunSummary, all: readonly RunSummary[]): boolean {
  return all.length === 1 ? isAtRest(run) && run.status.kind !== 'diverged' : run.status.kind === 'finished'
}

/** Why a run says nothing of where it would have come to: `diverged at step 412`. */
export function reasonOf(run: RunSummary): string {
  const step = countText(stepsDone(run))
  const words: Readonly<Record<RunSummary['status']['kind'], string>> = {
    diverged: `diverged at step ${step}`,
    crashed: `crashed at step ${step}`,
    stopped: `was stopped at step ${step}`,
    pruned: `was pruned at step ${step}`,
    paused: `is paused at step ${step}`,
    unfinished: `has no end yet, step ${step}`,
    running: `is at step ${step} of ${countText(run.totalSteps)}`,
    queued: 'waits for its turn',
    finished: 'has no such figure',
    elsewhere: 'has no such figure',
  }
  return words[run.status.kind]
}

/** A run that was trained elsewhere stands in a group of its own, so any number does. */
function seedOf({ record }: RunSummary): number {
  return record.recipe?.seed ?? 0
}
