/** The trials of a sweep, as they follow from the runs of the library. */
import { comparedBy } from '../sweep/plan.ts'
import type { Course } from '../sweep/pruning.ts'
import { trialOf, type Trial, type TrialNote, type TrialRun } from '../sweep/trial.ts'
import { stepsDone } from '../compare/steps-done.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'
import type { RunSummary } from '../store/run.ts'
import type { KeptSweep } from '../store/sweeps.ts'

export interface SweepTrials {
  /** By their numbers. */
  of(sweep: KeptSweep): Trial[]
}

export function readSweepTrials({ runs, sweeps }: Pick<Library, 'runs' | 'sweeps'>, live: Live): SweepTrials {
  /** Of runs that do not train; what they had is read again once they have gone on. */
  const courses = new Map<string, { readonly state: string; readonly course: Course }>()

  const courseOf = (summary: RunSummary, split: 'validation' | 'test'): Course => {
    const { record, status, totalSteps } = summary
    const state = `${status.kind} ${stepsDone(summary)} ${split}`
    const kept = courses.get(record.id)
    if (kept?.state === state && status.kind !== 'running') return kept.course
    const course = runs.course(record.id, split).map(({ step, error }) => ({ step, share: step / totalSteps, error }))
    courses.set(record.id, { state, course })
    return course
  }
  const runOf = (sweep: KeptSweep, id: string): TrialRun[] => {
    const summary = runs.summary(id, live)
    if (summary === null) return []
    const { record, status, totalSteps, trainedMs, startedAt, endedAt } = summary
    if (record.recipe === null || status.kind === 'elsewhere') return []
    const course = courseOf(summary, comparedBy(sweep.plan))
    return [
      {
        id,
        seed: record.recipe.seed,
        status: status.kind,
        share: totalSteps === 0 ? 0 : Math.min(1, stepsDone(summary) / totalSteps),
        course,
        error: course.at(-1)?.error ?? null,
        trainedMs: trainedMs ?? 0,
        startedAt,
        endedAt,
      },
    ]
  }

  return {
    of(sweep) {
      const own = new Map<number, string[]>()
      for (const { id, partOf } of runs.records().values()) {
        if (partOf?.kind === 'sweep' && partOf.id === sweep.id) own.set(partOf.trial, [...(own.get(partOf.trial) ?? []), id])
      }
      const found = (note: TrialNote): TrialRun[] => {
        const ids = [...(own.get(note.number) ?? []), ...Object.values(note.taken)]
        const all = ids.flatMap((id) => runOf(sweep, id))
        return sweep.plan.seeds.flatMap((seed) => all.find((run) => run.seed === seed) ?? [])
      }
      return sweeps.notes(sweep.id).map((note) => trialOf(note, found(note), sweep.plan.seeds))
    },
  }
}
