/** What a template changes of a preset: kinds of change that variants are made of, and fields of its parts. */
import { z } from 'zod'
import { writtenSchema, type Architecture } from '../architecture/architecture.ts'
import { deriveVariant, variantSchema } from '../architecture/variants.ts'

const fields = z.record(z.string(), z.unknown())

export const designChangesSchema = z.strictObject({
  /** Made first, in the order of variants. */
  changes: variantSchema.shape.changes.optional(),
  /** Fields of the whole design, of the stem, of every stage and of the head, replaced whole. */
  design: fields.optional(),
  stem: fields.optional(),
  stages: fields.optional(),
  head: fields.optional(),
})
export type DesignChanges = z.infer<typeof designChangesSchema>

/** Throws an Error for changes that the design does not allow, a ZodError for fields that it does not have. */
export function changedDesign(base: Architecture, { changes, design, stem, stages, head }: DesignChanges): Architecture {
  const derived = changes === undefined ? { architecture: base, unfollowed: [] } : deriveVariant(base, base.name, changes)
  const [lacking] = derived.unfollowed
  if (lacking !== undefined) throw new Error(`${base.name} cannot be changed so. ${lacking.message}`)
  const { architecture } = derived
  return writtenSchema.parse({
    ...architecture,
    ...design,
    stem: architecture.stem && { ...architecture.stem, ...stem },
    stages: architecture.stages.map((stage) => ({ ...stage, ...stages })),
    head: { ...architecture.head, ...head },
  })
}
