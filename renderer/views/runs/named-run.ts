/** Runs beside each other, each under a name that tells it from the others. */
import type { RunSummary } from '../../../core/store/run.ts'
import { distinctNames } from './distinct-names.ts'

export interface NamedRun {
  readonly run: RunSummary
  readonly name: string
}

export function namedRuns(runs: readonly RunSummary[], now: number): NamedRun[] {
  const names = distinctNames(
    runs.map((run) => run.record),
    now,
  )
  return runs.map((run, index) => ({ run, name: names[index] ?? run.record.name }))
}
