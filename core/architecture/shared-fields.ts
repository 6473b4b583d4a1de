/**
 * The fields that several parts have in common, as the inspector shows them for all at once: of one kind all of its rule's, of
 * different kinds those that every rule has under the same name.
 */
import type { ChoiceField, NumberField, NumbersField, PartField } from './part-field.ts'

/** Of one part, its field; of several, what they share. */
export type SharedField<P> = SharedNumber<P> | SharedNumbers<P> | SharedChoice<P>

interface Shared<P, T> {
  /** As problems name it. */
  readonly field: string
  readonly caption: string
  readonly label: string
  /** What its value means; empty where nothing is to be said, or the parts differ. */
  readonly note: string
  /** Null where the parts differ. */
  readonly value: T | null
  /** Whether all parts have the value that most have: see `usual` of a field. */
  readonly isUsual: boolean
  /** What setting it changes in one of the parts. */
  change(value: T, part: P): Partial<P>
}

export interface SharedNumber<P> extends Shared<P, number> {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  /** Digits after the point; whole numbers without. */
  readonly decimals: number | undefined
}

export interface SharedNumbers<P> extends Shared<P, readonly number[]> {
  readonly kind: 'numbers'
  readonly most: number
  readonly max: number
}

export interface SharedChoice<P> extends Shared<P, string> {
  readonly kind: 'choice'
  /** Those that every part offers. */
  readonly choices: readonly { readonly value: string; readonly label: string; readonly title?: string }[]
}

/** In the order of the first part's fields. `fieldsOf` gives those that mean something for a part. None for no parts. */
export function sharedFields<P>(parts: readonly P[], fieldsOf: (part: P) => readonly PartField<P>[]): SharedField<P>[] {
  const [first] = parts
  if (first === undefined) return []
  return fieldsOf(first).flatMap((field): SharedField<P>[] => {
    switch (field.kind) {
      case 'number':
        return sharedNumber(field, ownFields(field, parts, fieldsOf))
      case 'numbers':
        return sharedNumbers(field, ownFields(field, parts, fieldsOf))
      case 'choice':
        return sharedChoice(field, ownFields(field, parts, fieldsOf))
    }
  })
}

/** The value that all have; null where they differ. */
export function sharedValue<S, T>(of: readonly S[], value: (one: S) => T): T | null {
  const [first, ...others] = of.map(value)
  if (first === undefined) return null
  return others.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : null
}

/** A part with the field of its own kind that is meant by another's. */
interface Own<P, F> {
  readonly part: P
  readonly own: F
}

/** Null where a part has no such field. */
function ownFields<P, F extends PartField<P>>(
  field: F,
  parts: readonly P[],
  fieldsOf: (part: P) => readonly PartField<P>[],
): Own<P, F>[] | null {
  const isMeant = (other: PartField<P>): other is F =>
    other.field === field.field && other.caption === field.caption && other.kind === field.kind
  const found = parts.flatMap((part) => {
    const own = fieldsOf(part).find(isMeant)
    return own ? [{ part, own }] : []
  })
  return found.length === parts.length ? found : null
}

function sharedNumber<P>(field: NumberField<P>, all: Own<P, NumberField<P>>[] | null): SharedNumber<P>[] {
  if (all === null) return []
  const value = sharedValue(all, ({ part, own }) => own.value(part))
  const [min, max] = [Math.max(...all.map(({ own }) => own.min)), Math.min(...all.map(({ own }) => own.max))]
  const change = (to: number, of: P): Partial<P> => ownOf(field, all, of).change(to, of)
  return [{ ...wordsOf(field, all), kind: 'number', min, max, decimals: field.decimals, value, change }]
}

function sharedNumbers<P>(field: NumbersField<P>, all: Own<P, NumbersField<P>>[] | null): SharedNumbers<P>[] {
  if (all === null) return []
  const value = sharedValue(all, ({ part, own }) => own.value(part))
  const [most, max] = [Math.min(...all.map(({ own }) => own.most)), Math.min(...all.map(({ own }) => own.max))]
  const change = (to: readonly number[], of: P): Partial<P> => ownOf(field, all, of).change([...to])
  return [{ ...wordsOf(field, all), kind: 'numbers', most, max, value, change }]
}

function sharedChoice<P>(field: ChoiceField<P>, all: Own<P, ChoiceField<P>>[] | null): SharedChoice<P>[] {
  if (all === null) return []
  const value = sharedValue(all, ({ part, own }) => own.value(part))
  const offered = all.map(({ part, own }) => own.choices(part))
  const isEverywhere = (choice: string): boolean => offered.every((choices) => choices.some((one) => one.value === choice))
  const choices = (offered[0] ?? []).filter((choice) => isEverywhere(choice.value))
  const change = (to: string, of: P): Partial<P> => ownOf(field, all, of).change(to, of)
  return [{ ...wordsOf(field, all), kind: 'choice', choices, value, change }]
}

/** The field of the part's own kind. */
function ownOf<P, F>(field: F, all: readonly Own<P, F>[], of: P): F {
  return all.find(({ part }) => part === of)?.own ?? field
}

function wordsOf<P>(field: PartField<P>, all: readonly Own<P, PartField<P>>[]) {
  const note = sharedValue(all, ({ part, own }) => own.note?.(part) ?? '') ?? ''
  const isUsual = all.every(({ part, own }) => own.usual !== undefined && own.value(part) === own.usual)
  return { field: field.field, caption: field.caption, label: field.label ?? field.caption, note, isUsual }
}
