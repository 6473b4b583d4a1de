/** What an event tells, as data in its row: its words in the log, and marks in the curves, are made of these. */
import { z } from 'zod'
import { rateText } from '../recipe/rate-text.ts'

const number = z.number()

/** `before`: what held until then; not there in what an older Stagecraft wrote. */
const factsSchema = z.discriminatedUnion('what', [
  /** A person's factor of the scheduled learning rate. */
  z.strictObject({ what: z.literal('scale'), scale: number, before: number.optional() }),
  /** The schedule's own learning rate, with that factor. */
  z.strictObject({ what: z.literal('rate'), rate: number, before: number.nullable().optional() }),
  /** Steps to train in all. */
  z.strictObject({ what: z.literal('length'), totalSteps: number, before: number.optional() }),
])

export type EventFacts = z.infer<typeof factsSchema>

/** Undefined for none, and for those that only a newer Stagecraft knows. */
export function readFacts(text: string | null): EventFacts | undefined {
  return text === null ? undefined : factsSchema.safeParse(JSON.parse(text)).data
}

export function factsText(facts: EventFacts): string {
  switch (facts.what) {
    case 'scale':
      return `Learning rate ${rateText(facts.scale)} times as scheduled, as asked.`
    case 'rate':
      return `Learning rate ${rateText(facts.rate)}.`
    case 'length':
      return `To be trained to step ${facts.totalSteps}.`
  }
}
