/** Parts made of parts: what a file may leave out, what can be off, several together, one of several kinds. */
import { z } from 'zod'
import { numberOf } from '../number-text.ts'
import { numberSchema, only, optionOf, wordOption, type NumberPart } from './leaves.ts'
import {
  becomes,
  lifted,
  taken,
  type AnyPart,
  type FieldsOf,
  type Part,
  type PartOption,
  type Reader,
  type ValueOf,
} from './part.ts'

/** A file may leave it out. */
export function optional<V, F extends object>(part: Part<V, F>): Part<V, F> {
  // The default of a schema is never undefined: `usual` is a value like any other.
  return { ...part, schema: (part.schema as z.ZodType).default(part.usual) as unknown as z.ZodType<V> }
}

/** A part that can be off, with a switch of its own; null is off. */
export function orNull<On extends string, V, F extends object>(
  on: On,
  part: Part<V, F>,
): Part<V | null, F & Record<On, boolean>> {
  return switched<On, V, F, null>(on, part, null, part.schema.nullable())
}

/** A number that can be off, with a switch of its own; 0 is off. */
export function orZero<On extends string, F extends string>(
  on: On,
  part: NumberPart<F>,
): Part<number, Record<F, string> & Record<On, boolean>> {
  return switched<On, number, Record<F, string>, 0>(on, part, 0, numberSchema({ ...part.spec, min: 0, above: false }))
}

function switched<On extends string, V, F extends object, Off extends null | 0>(
  on: On,
  part: Part<V, F>,
  off: Off,
  schema: z.ZodType<V | Off>,
): Part<V | Off, F & Record<On, boolean>> {
  const isOn = (value: V | Off): value is V => value !== off
  return {
    schema,
    usual: off,
    fields: [on, ...part.fields],
    options: part.options.map((option) => ({
      ...option,
      about: `${option.about}; none: off`,
      fields: [...option.fields, on],
      read(text) {
        if (text === 'none' || (off === 0 && numberOf(text, 'any') === 0)) return becomes<V | Off>(off)
        const typed = option.read(text)
        if (!typed.ok) return { ok: false, reason: `${typed.reason}, or none` }
        return { ok: true, change: (value) => typed.change(isOn(value) ? value : part.usual) }
      },
      say: (value) => (isOn(value) ? option.say(value) : 'none'),
    })),
    write: (value: V | Off = off) => ({ ...part.write(isOn(value) ? value : part.usual), ...only(on, isOn(value)) }),
    read: (fields, reader) => (fields[on] ? part.read(fields, reader) : off),
  }
}

type Parts = Readonly<Record<string, AnyPart>>
type ValuesOf<P extends Parts> = { -readonly [K in keyof P]: ValueOf<P[K]> }
type Together<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void ? All & object : never
type FieldsOfAll<P extends Parts> = Together<{ [K in keyof P]: FieldsOf<P[K]> }[keyof P]>

/** What parts do, whatever their names are: the types of group and kinds say which those are. */
type Values = Readonly<Record<string, unknown>>

function readAll(parts: Parts, fields: object, reader: Reader): Values | null {
  const values = Object.entries(parts).map(([key, part]) => [key, part.read(fields, reader)] as const)
  // Null is a value of what can be off, and says so by its switch.
  const wrong = values.some(([key, value]) => value === null && !isOff(parts[key], fields))
  return wrong ? null : Object.fromEntries(values)
}

/** Whether what was read as null is off, rather than wrong. */
function isOff(part: AnyPart | undefined, fields: object): boolean {
  const [on] = part?.fields ?? []
  return part?.usual === null && on !== undefined && (fields as Values)[on] === false
}

/** Several parts together. `options` are beside those of its parts. */
export function group<P extends Parts>(
  parts: P,
  options: readonly PartOption<ValuesOf<P>>[] = [],
): Part<ValuesOf<P>, FieldsOfAll<P>> {
  const inner = Object.entries(parts).flatMap(([key, part]) =>
    part.options.map((option) =>
      lifted<Values, unknown>(
        option,
        (values) => values[key],
        (values, value) => ({ ...values, [key]: value }),
      ),
    ),
  )
  const made: Part<Values, object> = {
    schema: z.strictObject(Object.fromEntries(Object.entries(parts).map(([key, { schema }]) => [key, schema]))),
    usual: Object.fromEntries(Object.entries(parts).map(([key, { usual }]) => [key, usual])),
    fields: Object.values(parts).flatMap(({ fields }) => fields),
    options: [...options, ...inner] as readonly PartOption<Values>[],
    write: (values) => Object.assign({}, ...Object.entries(parts).map(([key, part]) => part.write(values?.[key]))) as object,
    read: (fields, reader) => readAll(parts, fields, reader),
  }
  return made as unknown as Part<ValuesOf<P>, FieldsOfAll<P>>
}

type Variants = Readonly<Record<string, Parts>>
export type ValueOfKinds<K extends Variants> = {
  [N in keyof K & string]: { kind: N } & ValuesOf<K[N]>
}[keyof K & string]
type FieldsOfKinds<F extends string, K extends Variants> = Record<F, keyof K & string> &
  Together<{ [N in keyof K]: FieldsOfAll<K[N]> }[keyof K]>

export interface KindsWords<V> {
  /** The kind that is usual. */
  readonly usual: string
  /** The option that chooses the kind by its name. */
  readonly option?: readonly [flag: string, about: string]
  /** Options in place of that one. */
  readonly options?: readonly PartOption<V>[]
  /** With what an option of these kinds has an effect: `with --warm-up STEPS`; by the option's name where it is left out. */
  readonly needs?: (kinds: readonly string[]) => string
}

/**
 * One of several kinds, each with parts of its own. A part that several kinds have is one field and one option, and keeps its value when
 * the kind changes, under whichever key.
 */
export function kinds<F extends string, K extends Variants>(
  field: F,
  variants: K,
  words: KindsWords<ValueOfKinds<K>>,
): Part<ValueOfKinds<K>, FieldsOfKinds<F, K>> & { toKind(value: ValueOfKinds<K>, kind: keyof K & string): ValueOfKinds<K> } {
  type Value = { readonly kind: string } & Values
  const names = Object.keys(variants)
  const of = (kind: string): Parts => variants[kind] ?? {}
  const distinct = [...new Set(Object.values(variants).flatMap((parts) => Object.values(parts)))]
  const keyOf = (kind: string, part: AnyPart): string | undefined =>
    Object.entries(of(kind)).find(([, each]) => each === part)?.[0]
  /** The value of a part; undefined where its kind has none. */
  const valueOf = (value: Value, part: AnyPart): unknown => {
    const key = keyOf(value.kind, part)
    return key === undefined ? undefined : value[key]
  }
  const toKind = (value: Value | null, kind: string): Value => ({
    kind,
    ...Object.fromEntries(
      Object.entries(of(kind)).map(([key, part]) => [key, (value === null ? undefined : valueOf(value, part)) ?? part.usual]),
    ),
  })
  const needs = words.needs ?? ((having) => `with ${words.option?.[0] ?? ''} ${having.join(' or ')}`)
  const inner = distinct.flatMap((part) =>
    part.options.map((option) =>
      lifted<Value, unknown>(
        option,
        (value) => valueOf(value, part),
        (value, changed) => ({ ...value, [keyOf(value.kind, part) ?? '']: changed }),
        needs(names.filter((kind) => keyOf(kind, part) !== undefined)),
      ),
    ),
  )
  const chooses = wordOption(names)
  const own: readonly PartOption<Value>[] = words.option
    ? [
        {
          words: names,
          ...optionOf([words.option[0], '<kind>', `${words.option[1]}: ${names.join(', ')}`], [field]),
          read(text) {
            const typed = chooses.read(text)
            return typed.ok
              ? { ok: true, change: (value) => (value.kind === text ? taken(value) : taken(toKind(value, text))) }
              : typed
          },
          say: ({ kind }) => kind,
        },
      ]
    : []
  const [first, ...rest] = names.map((kind) =>
    z.strictObject({
      kind: z.literal(kind),
      ...Object.fromEntries(Object.entries(of(kind)).map(([key, part]) => [key, part.schema])),
    }),
  )
  if (!first) throw new Error(`${field} has no kinds`)
  const made: Part<Value, object> & { toKind(value: Value, kind: string): Value } = {
    schema: z.discriminatedUnion('kind', [first, ...rest]),
    usual: toKind(null, words.usual),
    fields: [field, ...distinct.flatMap(({ fields }) => fields)],
    options: [...own, ...((words.options ?? []) as unknown as readonly PartOption<Value>[]), ...inner],
    write(value = toKind(null, words.usual)) {
      const texts = distinct.map((part) => part.write(valueOf(value, part)))
      return Object.assign({ [field]: value.kind }, ...texts) as object
    },
    read(fields, reader) {
      const kind = String((fields as Values)[field])
      const values = readAll(of(kind), fields, reader)
      return values === null ? null : { kind, ...values }
    },
    toKind,
  }
  return made as unknown as Part<ValueOfKinds<K>, FieldsOfKinds<F, K>> & {
    toKind(value: ValueOfKinds<K>, kind: keyof K & string): ValueOfKinds<K>
  }
}
