/** Every run of a study as a line: variant, seed, and what was measured of it. */
import { csvLine } from '../../text/csv.ts'
import type { ReportedStudy } from './reported-study.ts'

const head = [
  'variant',
  'seed',
  'run',
  'status',
  'was_there',
  'steps',
  'training_error',
  'test_error',
  'best_test_error',
  'trained_ms',
  'device',
]

export function runsTable({ cells }: Pick<ReportedStudy, 'cells'>): string {
  const rows = cells.map(({ variant, seed, run, taken }) => [
    variant,
    seed,
    run?.record.id ?? null,
    run?.status.kind ?? 'not begun',
    taken ? 'yes' : 'no',
    run?.totalSteps ?? null,
    run?.trainError ?? null,
    run?.testError ?? null,
    run?.bestTestError ?? null,
    run?.trainedMs ?? null,
    run?.device ?? null,
  ])
  return [head, ...rows].map(csvLine).join('')
}
