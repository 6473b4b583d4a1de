/** Predictions as text: error and loss of each run. */
import { loss, percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'

export function predictionTables(inspected: readonly InspectedRun<'predictions'>[]): string[] {
  const rows = inspected.map(({ run, kept: { result } }) => [run.record.name, percent(result.error), loss(result.loss)])
  return [table(['run', 'error', 'loss'], rows, [1, 2])]
}
