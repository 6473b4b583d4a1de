/** Of which plan a run is: kept in its own record, so that it says so wherever it is taken. */
import { z } from 'zod'
import { nameSchema } from '../text/names.ts'

/** What a plan set of a run, by field: as a number, or in the words of the command line. */
export const valuesSchema = z.record(z.string().max(200), z.union([z.number(), z.string().max(200)]))
export type Values = Readonly<z.infer<typeof valuesSchema>>
export type Value = Values[string]

export const partOfSchema = z.discriminatedUnion('kind', [
  /** `trial` counts from 1; `values` are those that the sweep drew for it. */
  z.strictObject({
    kind: z.literal('sweep'),
    id: z.string().min(1).max(200),
    name: nameSchema,
    trial: z.number().int().min(1),
    values: valuesSchema,
  }),
  z.strictObject({ kind: z.literal('study'), id: z.string().min(1).max(200), name: nameSchema, variant: nameSchema }),
])

export type PartOf = z.infer<typeof partOfSchema>
