/** The table of head kinds: what turns features into class scores. A kind is defined once, in its file under heads/; adding one that lacks a rule does not compile. */
import { z } from 'zod'
import { conv } from './heads/conv.ts'
import { linear } from './heads/linear.ts'
import type { PartRule } from './part-rule.ts'

export const headSchema = z.discriminatedUnion('kind', [linear.schema, conv.schema])

/** Every kind has `classes`. */
export type Head = z.output<typeof headSchema>
export type HeadKind = Head['kind']

/** In the order in which they are offered. */
export const headRules = { linear, conv } satisfies { [K in HeadKind]: PartRule<Extract<Head, { kind: K }>> }

export const headKinds = Object.keys(headRules) as readonly HeadKind[]

/** The rule of a head's kind. TypeScript cannot see that a head and the rule of its kind are a pair: here it is told so. */
export function headRule(kind: HeadKind): PartRule<Head> {
  return headRules[kind] as unknown as PartRule<Head>
}
