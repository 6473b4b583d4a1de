/** The columns of the runs' table: those of every field that runs have, and the curve. */
import { fieldGroups, shownWords, type FieldGroup, type RunField } from '../../../core/api/run-query/run-field.ts'
import { runFields } from '../../../core/api/run-query/run-fields.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { statusText } from '../run/run-words.ts'

/** A field's id, or `curve`. */
export type ColumnId = string

export interface Column {
  readonly id: ColumnId
  readonly caption: string
  /** What it is, for who chooses it. */
  readonly about: string
  /** Pixels; the name takes what is left. */
  readonly width: number | null
  readonly figures: boolean
  /** Null for the curve, which rows are not ordered by. */
  readonly field: RunField | null
  /** Errors are wanted small, dates late: the direction of the first click. */
  readonly first: 'ascending' | 'descending'
}

/** Least width of the name's column. */
export const leastName = 180

const widths: Readonly<Record<string, number | null>> = {
  name: null,
  status: 142,
  design: 112,
  layers: 58,
  parameters: 88,
  shortcut: 66,
  data: 92,
  recipe: 100,
  error: 94,
  best: 94,
  tag: 100,
  note: 180,
  device: 160,
  from: 150,
  id: 200,
  seed: 58,
  batch: 64,
}

const curve: Column = {
  id: 'curve',
  caption: 'Test error by step',
  about: 'its curve, small',
  width: 112,
  figures: false,
  field: null,
  first: 'ascending',
}

export const columns: readonly Column[] = [...runFields.map(columnOf), curve]

const byId = new Map(columns.map((column) => [column.id, column]))

/** Of more than a hundred: what most people look at. */
export const usualColumns: readonly ColumnId[] = [
  ...[
    'name',
    'status',
    'layers',
    'parameters',
    'macs',
    'shortcut',
    'recipe',
    'curve',
    'error',
    'best',
    'time',
    'made',
    'size',
    'tag',
  ],
]

/** Left out of a narrow window as long as nobody chose columns. */
const lesser = new Set(['parameters', 'macs', 'shortcut', 'recipe', 'time', 'size', 'tag'])

/** Those that there are, in the order given; the name is always the first. */
export function columnsNamed(ids: readonly ColumnId[]): readonly Column[] {
  const chosen = ids.flatMap((id) => byId.get(id) ?? [])
  const name = byId.get('name')
  return name && chosen[0] !== name ? [name, ...chosen.filter((column) => column !== name)] : chosen
}

/** By what they are about. */
export function groupedColumns(): { readonly group: FieldGroup; readonly columns: readonly Column[] }[] {
  return fieldGroups.map((group) => ({
    group,
    columns: columns.filter(({ field }) => (field?.group ?? 'results') === group),
  }))
}

/** Columns in which not all of the runs are the same, the name always; of one run alone, all. */
export function differingColumns(shown: readonly Column[], runs: readonly RunSummary[]): readonly Column[] {
  const [first, ...others] = runs
  if (!first || others.length === 0) return shown
  return shown.filter((column) => {
    if (column.id === 'name' || column.field === null) return true
    const { field } = column
    const value = comparedValue(field, first)
    return others.some((run) => comparedValue(field, run) !== value)
  })
}

/** Classes of a column's cells and caption. */
export function cellClasses({ id, figures }: Column, isUsual: boolean): Record<string, boolean> {
  return { num: figures, 'wide-only': isUsual && lesser.has(id) }
}

/** What rows are ordered by; null comes last whichever the direction. */
export function sortKey(field: RunField, run: RunSummary): string | number | null {
  if (field.id === 'status') return `${statusOrder.indexOf(run.status.kind)} ${statusText(run)}`
  if (field.kind !== 'words') return field.value(run)
  return field.values(run).length === 0 ? null : shownWords(field, run)
}

const statusOrder = ['running', 'paused', 'queued', 'unfinished', 'crashed', 'diverged', 'stopped', 'pruned', 'finished']

function comparedValue(field: RunField, run: RunSummary): unknown {
  return field.kind === 'words' ? shownWords(field, run) : field.value(run)
}

function columnOf(field: RunField): Column {
  const isFigure = field.kind !== 'words'
  const given = widths[field.id]
  return {
    id: field.id,
    caption: field.caption,
    about: field.about,
    width: given === undefined ? Math.max(isFigure ? 80 : 100, field.caption.length * 6.4 + 20) : given,
    figures: isFigure || field.id === 'seed' || field.id === 'batch',
    field,
    first: field.kind === 'date' ? 'descending' : 'ascending',
  }
}
