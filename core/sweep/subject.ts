/** What a sweep varies: a design and a recipe, and a field of them as it is named, read and said everywhere else. */
import type { Architecture } from '../architecture/architecture.ts'
import type { NumberLimit } from '../recipe/number-limit.ts'

/** A design changed by what was given for a field, or why it cannot be. */
export type ChangedDesign =
  { readonly ok: true; readonly architecture: Architecture } | { readonly ok: false; readonly reason: string }

/** What a field takes: a number, one of some words, or text that it reads itself. */
export type Takes =
  | { readonly kind: 'number'; readonly limit: NumberLimit }
  | { readonly kind: 'choice'; readonly values: readonly { readonly value: string; readonly label: string }[] }
  | { readonly kind: 'text'; readonly form: string }

interface Words {
  /** By which a plan names it: an option of `lab train` without its dashes, a change of a variant, or part and field of a design. */
  readonly id: string
  readonly caption: string
  readonly about: string
  readonly takes: Takes
  /** What it is before the sweep; null where it has no effect then. */
  readonly now: string | null
}

export interface RecipeField extends Words {
  readonly group: 'recipe'
  /** The option's name with its dashes. */
  readonly flag: string
}

export interface DesignField extends Words {
  readonly group: 'design'
  change(architecture: Architecture, text: string): ChangedDesign
}

export type SweepField = RecipeField | DesignField
