/** Something that runs have, under the name by which it is asked for, listed, sorted and grouped. */
import { isTrainedHere, type RunSummary, type TrainedRun } from '../../store/run.ts'
import type { Quantity } from './quantities.ts'

export type FieldGroup = 'run' | 'results' | 'design' | 'recipe' | 'machine' | 'time' | 'size'

/** In the order in which they are offered. */
export const fieldGroups: readonly FieldGroup[] = ['run', 'results', 'design', 'recipe', 'machine', 'time', 'size']

interface FieldWords {
  /** As it is typed: `stage.shortcut`. */
  readonly id: string
  /** Of its column. */
  readonly caption: string
  /** What it is, for who looks for it. */
  readonly about: string
  readonly group: FieldGroup
}

/** Its figure, in fractions, bytes, milliseconds; null where there is none. */
export interface NumberField extends FieldWords {
  readonly kind: 'number'
  readonly quantity: Quantity
  value(run: RunSummary): number | null
}

/** Milliseconds since 1970. */
export interface DateField extends FieldWords {
  readonly kind: 'date'
  value(run: RunSummary): number | null
}

/**
 * Words, several where it has several: one a tag, one a stage. Each in all its spellings, the one that is shown first. What looks like a number is
 * compared as one.
 */
export interface WordField extends FieldWords {
  readonly kind: 'words'
  values(run: RunSummary): readonly (readonly string[])[]
  /** The only values that it can have; any where nothing is said. */
  readonly choices?: readonly string[]
}

export type RunField = NumberField | DateField | WordField

/** A field of what only runs have that were trained here: a run that was not has no value. */
export type TrainedField =
  | (Omit<NumberField, 'value'> & { value(run: TrainedRun): number | null })
  | (Omit<WordField, 'values'> & { values(run: TrainedRun): readonly (readonly string[])[] })

export function ofTrained(field: TrainedField): NumberField | WordField {
  return field.kind === 'words'
    ? { ...field, values: (run) => (isTrainedHere(run) ? field.values(run) : []) }
    : { ...field, value: (run) => (isTrainedHere(run) ? field.value(run) : null) }
}

/** Its values as a table shows them, of runs alike the same: what rows are grouped by, and what differs. */
export function shownWords(field: WordField, run: RunSummary): string {
  return [...new Set(field.values(run).map(([shown = '']) => shown))].join(', ')
}
