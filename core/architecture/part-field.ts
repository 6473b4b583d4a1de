/** A field of a stem, stage or head as data: inspector, tables, search and differences are made of it. */

export type PartField<P> = NumberField<P> | ChoiceField<P> | NumbersField<P>

interface FieldWords<P> {
  /** Key of the part, as problems name it. */
  readonly field: keyof P & string
  readonly caption: string
  /** For a screen reader, where the caption alone does not tell. */
  readonly label?: string
  /** Further words that it is found by, where its value is not the usual one. */
  readonly also?: string
  /** The value that most parts have: while it has that one, the inspector shows it among further options only. */
  readonly usual?: string | number
  /** Whether it means anything for this part; it always does where there is no such rule. */
  applies?(part: P): boolean
  /** What its value means, below it. */
  note?(part: P): string
}

export interface NumberField<P> extends FieldWords<P> {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  /** Digits after the point; whole numbers without. */
  readonly decimals?: number
  value(part: P): number
  change(value: number, part: P): Partial<P>
}

export interface ChoiceField<P> extends FieldWords<P> {
  readonly kind: 'choice'
  choices(part: P): readonly { readonly value: string; readonly label: string; readonly title?: string }[]
  value(part: P): string
  /** `value` is one of the choices'. */
  change(value: string, part: P): Partial<P>
}

/** A list of whole numbers, which may be empty: widths of hidden layers. */
export interface NumbersField<P> extends FieldWords<P> {
  readonly kind: 'numbers'
  readonly most: number
  readonly max: number
  value(part: P): readonly number[]
  change(values: number[]): Partial<P>
}

/** The fields that mean something for this part, in the order of the inspector. */
export function fieldsOf<P>({ fields }: { readonly fields: readonly PartField<P>[] }, part: P): readonly PartField<P>[] {
  return fields.filter((field) => field.applies?.(part) !== false)
}

/** The value of a field as tables show it. */
export function fieldText<P>(field: PartField<P>, part: P): string {
  switch (field.kind) {
    case 'number':
      return String(field.value(part))
    case 'numbers':
      return field.value(part).join(', ') || 'none'
    case 'choice': {
      const value = field.value(part)
      return field.choices(part).find((choice) => choice.value === value)?.label ?? value
    }
  }
}
