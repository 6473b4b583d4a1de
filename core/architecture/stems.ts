/** The table of stem kinds: what comes before the stages. A kind is defined once, in its file under stems/; adding one that lacks a rule does not compile. */
import { z } from 'zod'
import type { PartRule } from './part-rule.ts'
import { conv } from './stems/conv.ts'
import { deep } from './stems/deep.ts'
import { inception } from './stems/inception.ts'

export const stemSchema = z.discriminatedUnion('kind', [conv.schema, deep.schema, inception.schema])

/** Complete: every field has a value. */
export type Stem = z.output<typeof stemSchema>
/** As a person or a file writes it: what is usual may be left out. */
export type WrittenStem = z.input<typeof stemSchema>
export type StemKind = Stem['kind']

/** In the order in which they are offered. */
export const stemRules = { conv, deep, inception } satisfies { [K in StemKind]: PartRule<Extract<Stem, { kind: K }>> }

export const stemKinds = Object.keys(stemRules) as readonly StemKind[]

/** The rule of a stem's kind. TypeScript cannot see that a stem and the rule of its kind are a pair: here it is told so. */
export function stemRule(kind: StemKind): PartRule<Stem> {
  return stemRules[kind] as unknown as PartRule<Stem>
}
