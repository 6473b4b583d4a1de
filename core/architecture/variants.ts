/**
 * Variants: designs that follow a base. A variant is its base's id, a name and the changes that make it of the base, as data; its architecture
 * is derived, so whatever the base becomes arrives in it. What a kind of change is stands in its file under variants/.
 */
import { z } from 'zod'
import type { Architecture } from './architecture.ts'
import { nameWith } from '../text/names.ts'
import type { ChangeRule, Unfollowed } from './variants/change-rule.ts'
import { familyDepth } from './variants/family-depth.ts'
import { plainTwin } from './variants/plain-twin.ts'
import { preActivation } from './variants/pre-activation.ts'
import { shortcutOption } from './variants/shortcut-option.ts'
import { wide } from './variants/wide.ts'

const changeSchema = z.discriminatedUnion('kind', [
  plainTwin.schema,
  shortcutOption.schema,
  preActivation.schema,
  familyDepth.schema,
  wide.schema,
])

/** How a variant departs from its base. */
export type Change = z.infer<typeof changeSchema>
export type ChangeKind = Change['kind']

/** In the order in which they are offered. */
const changeRules = {
  'plain-twin': plainTwin,
  'shortcut-option': shortcutOption,
  'pre-activation': preActivation,
  'family-depth': familyDepth,
  wide,
} satisfies { [K in ChangeKind]: ChangeRule<Extract<Change, { kind: K }>> }

export const changeKinds = Object.keys(changeRules) as readonly ChangeKind[]

/** The rule of a change's kind. TypeScript cannot see that a change and the rule of its kind are a pair: here it is told so. */
export function changeRule(kind: ChangeKind): ChangeRule<Change> {
  return changeRules[kind] as unknown as ChangeRule<Change>
}

const mostChanges = 16

/** What a variant keeps of its own beside its name. `base` is the id of a design, which is no variant itself. */
export const variantSchema = z.strictObject({
  base: z.string().min(1).max(200),
  changes: z.array(changeSchema).min(1).max(mostChanges),
})

export type Variant = z.infer<typeof variantSchema>

export interface Derived {
  readonly architecture: Architecture
  /** What of the changes the base does not allow now, each with the change it is of. */
  readonly unfollowed: readonly (Unfollowed & { readonly change: ChangeKind })[]
}

/** The base with the changes under the variant's own name. They are made in the table's order: where pre-activation projects, an option has decided. */
export function deriveVariant(base: Architecture, name: string, changes: readonly Change[]): Derived {
  const begin: Derived = { architecture: base, unfollowed: [] }
  const ordered = changeKinds.flatMap((kind) => changes.filter((change) => change.kind === kind))
  const { architecture, unfollowed } = ordered.reduce((made: Derived, change): Derived => {
    const applied = changeRule(change.kind).apply(made.architecture, change)
    const lacking = applied.unfollowed.map((one) => ({ ...one, change: change.kind }))
    return { architecture: applied.architecture, unfollowed: [...made.unfollowed, ...lacking] }
  }, begin)
  return { architecture: { ...architecture, name }, unfollowed }
}

/** Some changes and one more, in the place of an earlier one that decides the same. A variant of a variant so follows the same base. */
export function withChange(changes: readonly Change[], change: Change): Change[] {
  const { decides } = changeRule(change.kind)
  const at = changes.findIndex(({ kind }) => changeRule(kind).decides === decides)
  return at < 0 ? [...changes, change] : changes.map((one, index) => (index === at ? change : one))
}

/** `ResNet-20, plain twin, n = 9` */
export function variantName(base: string, changes: readonly Change[]): string {
  return nameWith(base, changes.map((change) => `, ${changeRule(change.kind).words(change)}`).join(''))
}
