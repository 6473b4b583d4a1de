/** What every kind of change defines, in one file: how a variant departs from its base. Menu, editing, following and names read it. */
import type { z } from 'zod'
import type { Architecture } from '../architecture.ts'
import type { Problem } from '../problem.ts'

/** A part of a change that the base does not allow now. It is kept, and holds again once the base allows it. */
export interface Unfollowed {
  readonly place: Problem['place']
  readonly field: string
  /** What cannot be, and why: "Stage 2: single convolutions have no shortcut." */
  readonly message: string
}

export interface Applied {
  readonly architecture: Architecture
  readonly unfollowed: readonly Unfollowed[]
}

/** What of a change a person sets: a number, or one of some choices. */
export type ChangeField<C> =
  | {
      readonly kind: 'number'
      readonly caption: string
      readonly min: number
      readonly max: number
      value(change: C): number
      change(value: number): C
    }
  | {
      readonly kind: 'choice'
      readonly caption: string
      readonly choices: readonly { readonly value: string; readonly label: string; readonly title?: string }[]
      value(change: C): string
      change(value: string): C
    }

export interface ChangeRule<C> {
  readonly schema: z.ZodType<C>
  /** `Number of blocks`, and below it what that is and where it comes from. */
  readonly label: string
  readonly note: string
  /** What of a design it decides: of two changes that decide the same, only the later one is meant. */
  readonly decides: 'shortcut' | 'blocks' | 'width' | 'order'
  /** Those that are offered, in their order. */
  readonly offered: readonly C[]
  /** Null where there is nothing to set. */
  readonly field: ChangeField<C> | null
  /** As a person types it on the command line: `n=9`; `form` says how, `n=NUMBER`. Null for text that means another kind, or no number of its range. */
  readonly form: string
  read(text: string): C | null
  /** `n = 9`: stands after the base's name. */
  words(change: C): string
  apply(base: Architecture, change: C): Applied
}
