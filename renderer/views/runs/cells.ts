/** The text of the table's cells; status, name, tags and curve are more than text. */
import { sampleOf } from '../../../core/statistics/sample.ts'
import { shownWords, type NumberField, type RunField } from '../../../core/api/run-query/run-field.ts'
import type { Quantity } from '../../../core/api/run-query/quantities.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import {
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatErrorNumber,
  formatLoss,
  formatMilliseconds,
  formatRate,
  formatScaled,
} from '../../format.ts'

const texts: Readonly<Record<Quantity, (value: number) => string>> = {
  count: formatCount,
  scaled: (value) => formatScaled(value, value < 1e9 ? 1 : 2),
  error: formatErrorNumber,
  loss: formatLoss,
  rate: formatRate,
  bytes: (value) => formatBytes(value, value < 1e6 ? 0 : 1),
  duration: (value) => (value < 10_000 ? formatMilliseconds(value) : formatDuration(value)),
  speed: formatCount,
  number: String,
}

export function cellText(run: RunSummary, field: RunField, now: number): string {
  if (field.id === 'time' && run.status.kind === 'running')
    return run.remainingMs === null ? '' : `${formatDuration(run.remainingMs)} left`
  switch (field.kind) {
    case 'number': {
      const value = field.value(run)
      return value === null ? '' : texts[field.quantity](value)
    }
    case 'date': {
      const value = field.value(run)
      return value === null ? '' : formatDate(value, now)
    }
    case 'words':
      return oneLine(shownWords(field, run))
  }
}

/** What a group of runs has: the mean of a figure and its spread, the newest date, words where all have the same. */
export interface GroupCell {
  readonly text: string
  /** `± 0.12`, one standard deviation; empty where nothing is known of it. */
  readonly spread: string
  /** How it came about, for who points at it. */
  readonly title: string
}

export function groupCell(runs: readonly RunSummary[], field: RunField, now: number): GroupCell {
  if (field.kind === 'number') return figureCell(runs, field)
  if (field.kind === 'date') {
    const known = runs.flatMap((run) => field.value(run) ?? [])
    return plain(known.length === 0 ? '' : formatDate(Math.max(...known), now), 'the latest')
  }
  const words = [...new Set(runs.map((run) => oneLine(shownWords(field, run))))]
  const [only = ''] = words
  return words.length <= 1 ? plain(only) : plain(`${formatCount(words.length)} different`, words.slice(0, 12).join(', '))
}

function figureCell(runs: readonly RunSummary[], { quantity, group, value }: NumberField): GroupCell {
  const text = texts[quantity]
  const sample = sampleOf(runs.flatMap((run) => value(run) ?? []))
  if (sample === null) return plain('')
  // What is the same for all needs no spread, and of one there is none; of sizes and times it would say little beside the mean.
  const spread = sample.std === null || sample.least === sample.most || group !== 'results' ? '' : `± ${text(sample.std)}`
  const title = `mean of ${formatCount(sample.n)}, ${text(sample.least)} to ${text(sample.most)}${spread === '' ? '' : `; ${spread} is one standard deviation`}`
  return { text: text(sample.mean), spread, title }
}

const plain = (text: string, title = text): GroupCell => ({ text, spread: '', title })

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
