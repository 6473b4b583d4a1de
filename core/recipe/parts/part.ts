/**
 * A part of a recipe, in all its forms at once: what a file may hold, what a form shows and reads, what options set and say. Settings are
 * made of parts (../settings), small ones put together into larger (composites.ts), so that each fact of a setting is said once.
 */
import type { z } from 'zod'
import type { NumberLimit } from '../number-limit.ts'

/** `V` is what stands in the recipe, `F` the fields of a form that it is typed in. */
export interface Part<V, F extends object> {
  readonly schema: z.ZodType<V>
  /** What it is where nobody says anything. */
  readonly usual: V
  /** Names of its fields. */
  readonly fields: readonly string[]
  readonly options: readonly PartOption<V>[]
  /** Its fields; those that are not in effect hold what is usual. */
  write(value?: V): F
  /** Null where a field that is in effect cannot be taken: why is reported. */
  read(fields: F, reader: Reader): V | null
}

export type AnyPart = Part<unknown, object>
export type ValueOf<P extends AnyPart> = P['usual']
export type FieldsOf<P extends AnyPart> = ReturnType<P['write']>

/** Who reads fields: it hears what is wrong, and knows where the rest leaves a number less room than its own limits. */
export interface Reader {
  readonly report: Report
  room(field: string): Partial<NumberLimit>
}

/** A field that cannot be taken: what is and why not, in a dozen words, and what mends it. Always null, to be given back. */
export type Report = (
  field: string,
  name: string,
  message: string,
  mends: readonly { readonly label: string; readonly change: Readonly<Record<string, string | boolean>> }[],
) => null

/** An option of a command. What was typed is read once, to a change of the value. */
export interface PartOption<V> {
  /** `--weight-decay` */
  readonly flag: string
  /** What it takes, for the help: `<n>`. */
  readonly takes: string
  readonly about: string
  /** Fields it is about: what is wrong with one of them is said with its name. */
  readonly fields: readonly string[]
  read(text: string): Typed<V>
  /** Where it takes a number: what that may be. */
  readonly limit?: NumberLimit
  /** Where it takes one of a few words. */
  readonly words?: readonly string[]
  /** What it takes for this value; null where it has no effect. */
  say(value: V): string | null
}

export type Typed<V> = { readonly ok: true; change(value: V): Taken<V> } | Refused
export type Taken<V> = { readonly ok: true; readonly value: V } | Refused
interface Refused {
  readonly ok: false
  /** Without a full stop. */
  readonly reason: string
}

export const taken = <V>(value: V): Taken<V> => ({ ok: true, value })
export const refused = (reason: string): Refused => ({ ok: false, reason })
/** Whatever it was before, it is this now. */
export const becomes = <V>(value: V): Typed<V> => ({ ok: true, change: () => taken(value) })

/** An option of a part as one of what the part is in. `get` gives undefined where the part is not in effect; `needs` then says with what it is. */
export function lifted<Outer, V>(
  option: PartOption<V>,
  get: (outer: Outer) => V | undefined,
  put: (outer: Outer, value: V) => Outer,
  needs = '',
): PartOption<Outer> {
  return {
    ...option,
    read(text) {
      const typed = option.read(text)
      if (!typed.ok) return typed
      return {
        ok: true,
        change(outer) {
          const value = get(outer)
          if (value === undefined) return refused(`only ${needs}`)
          const changed = typed.change(value)
          return changed.ok ? taken(put(outer, changed.value)) : changed
        },
      }
    },
    say(outer) {
      const value = get(outer)
      return value === undefined ? null : option.say(value)
    },
  }
}
