/** A setting of a recipe: one key of it, as the part that it is and as the rows in which people read it. */
import type { Part } from '../parts/part.ts'

export interface Row<V> {
  readonly name: string
  /** As it stands in a table: `SGD, momentum 0.9`. `recipe` is all of it, where the words follow from more than the value. */
  words(value: V, recipe: Readonly<Record<string, unknown>>): string
  /** What of the value the row is about: equal parts are equal settings. All of it where nothing is said. */
  readonly part?: (value: V) => unknown
  /** False where it is about memory, time or what is kept, and cannot change what is learned or what is reported of it. */
  readonly matters?: false
  /** Whether it is off, so that a short account may leave it out. */
  off?(value: V): boolean
  /** The fields it is typed in, where those are not all of the setting. */
  readonly fields?: readonly string[]
}

export interface Setting<V, F extends object> {
  readonly part: Part<V, F>
  readonly rows: readonly Row<V>[]
}

export function setting<V, F extends object>(part: Part<V, F>, ...rows: Row<V>[]): Setting<V, F> {
  return { part, rows }
}
