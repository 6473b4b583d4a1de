/** The columns of the runs' table: their captions, how wide they are, and what they sort by. */
import type { RunSummary } from '../../../core/store/run.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import { depthOf } from '../../../core/architecture/walk-network.ts'
import { shortcutText } from '../../../core/architecture/shortcut-words.ts'
import { statusText } from '../run/run-words.ts'

export type ColumnId =
  | 'name'
  | 'status'
  | 'architecture'
  | 'layers'
  | 'parameters'
  | 'macs'
  | 'shortcut'
  | 'dataset'
  | 'recipe'
  | 'curve'
  | 'last'
  | 'best'
  | 'time'
  | 'date'
  | 'size'

export interface Column {
  readonly id: ColumnId
  readonly caption: string
  /** Pixels; the name takes what is left. */
  readonly width: number | null
  readonly figures?: boolean
  /** Left out of a narrow window. */
  readonly wide?: boolean
  /** What rows are ordered by; null comes last whichever the direction. */
  readonly key?: (run: RunSummary) => string | number | null
  /** Errors are wanted small, dates late: the direction of the first click. */
  readonly first?: 'ascending' | 'descending'
}

const statusOrder = ['running', 'paused', 'queued', 'unfinished', 'crashed', 'diverged', 'stopped', 'finished']

export const columns: readonly Column[] = [
  { id: 'name', caption: 'Name', width: null, key: (run) => run.record.name },
  {
    id: 'status',
    caption: 'Status',
    width: 142,
    key: (run) => `${statusOrder.indexOf(run.status.kind)} ${statusText(run)}`,
  },
  { id: 'architecture', caption: 'Design', width: 112, key: (run) => run.record.architecture.name },
  { id: 'layers', caption: 'Layers', width: 58, figures: true, key: (run) => depthOf(run.record.architecture) },
  { id: 'parameters', caption: 'Parameters', width: 88, figures: true, wide: true, key: (run) => run.record.parameters },
  { id: 'macs', caption: 'MACs', width: 78, figures: true, wide: true, key: (run) => run.record.macs },
  { id: 'shortcut', caption: 'Shortcut', width: 66, wide: true, key: (run) => shortcutText(run.record.architecture) },
  { id: 'dataset', caption: 'Data', width: 92, wide: true, key: (run) => datasetNames[run.record.dataset] },
  { id: 'recipe', caption: 'Recipe', width: 108, wide: true, key: (run) => run.record.recipe.name },
  { id: 'curve', caption: 'Test error by step', width: 112 },
  { id: 'last', caption: 'Last, %', width: 68, figures: true, key: (run) => run.testError },
  { id: 'best', caption: 'Best, %', width: 68, figures: true, key: (run) => run.bestTestError },
  { id: 'time', caption: 'Training time', width: 108, figures: true, wide: true, key: (run) => run.trainedMs },
  { id: 'date', caption: 'Date', width: 80, figures: true, first: 'descending', key: (run) => run.record.createdAt },
  { id: 'size', caption: 'Size', width: 76, figures: true, wide: true, key: (run) => run.bytes },
]

/** Classes of a column's cells and caption. */
export function cellClasses({ figures, wide }: Column): Record<string, boolean> {
  return { num: figures === true, 'wide-only': wide === true }
}
