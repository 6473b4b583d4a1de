/** The text of a run's cells; status, name and curve are more than text. */
import { formatBytes, formatCount, formatDate, formatDuration, formatErrorNumber, formatScaled } from '../../format.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import { depthOf } from '../../../core/architecture/walk-network.ts'
import { shortcutText } from '../../../core/architecture/shortcut-words.ts'
import type { ColumnId } from './run-columns.ts'

export function cellText(run: RunSummary, column: ColumnId, now: number): string {
  const { record } = run
  switch (column) {
    case 'architecture':
      return record.architecture.name
    case 'layers':
      return formatCount(depthOf(record.architecture))
    case 'parameters':
      return formatCount(record.parameters)
    case 'macs':
      return formatScaled(record.macs, record.macs < 1e9 ? 1 : 2)
    case 'shortcut':
      return shortcutText(record.architecture)
    case 'dataset':
      return datasetNames[record.dataset]
    case 'recipe':
      return record.recipe.name
    case 'last':
      return run.testError === null ? '' : formatErrorNumber(run.testError)
    case 'best':
      return run.bestTestError === null ? '' : formatErrorNumber(run.bestTestError)
    case 'time':
      return timeText(run)
    case 'date':
      return formatDate(record.createdAt, now)
    case 'size':
      return formatBytes(run.bytes, run.bytes < 1e6 ? 0 : 1)
    case 'name':
    case 'status':
    case 'curve':
      return ''
  }
}

/** What is left of a running run, how long an ended one was at work. */
function timeText(run: RunSummary): string {
  if (run.status.kind === 'running') return run.remainingMs === null ? '' : `${formatDuration(run.remainingMs)} left`
  return run.trainedMs === null ? '' : formatDuration(run.trainedMs)
}
