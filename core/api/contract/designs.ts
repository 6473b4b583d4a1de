/** Designs of the library, their undo histories and saved versions. */
import { z } from 'zod'
import { architectureSchema } from '../../architecture/architecture.ts'
import { mostKeptSteps } from '../../architecture/history.ts'
import { variantSchema } from '../../architecture/variants.ts'
import type { KeptHistory } from '../../store/design-histories.ts'
import type { Version } from '../../store/design-versions.ts'
import type { Design, SavedDesign } from '../../store/designs.ts'
import { nameSchema } from '../../text/names.ts'
import { visibleText } from '../../text/visible-text.ts'
import type { Freed } from './bin.ts'
import { id, nothing } from './parameters.ts'

const stepKey = z.string().min(1).max(64)
const historySchema = z
  .strictObject({
    order: z.array(stepKey).min(1).max(mostKeptSteps),
    at: z.number().int().min(0),
    steps: z
      .array(
        z.strictObject({
          key: stepKey,
          label: z.string().max(1000).overwrite(visibleText),
          time: z.number(),
          architecture: architectureSchema,
          variant: variantSchema.nullable().default(null),
        }),
      )
      .max(mostKeptSteps),
  })
  .refine(({ order, at }) => at < order.length && new Set(order).size === order.length)

export const designCalls = {
  /** `basedOn`: the states of the design that the writer has seen or made; where the library holds another, this one is kept beside it. */
  'designs.save': z.strictObject({
    id,
    architecture: architectureSchema,
    basedOn: z.array(architectureSchema).max(100),
    /** What it follows; null for a design that stands alone. */
    variant: variantSchema.nullable().default(null),
    /** The undo history that leads to this state: all its steps by key, and of those the ones that were not sent before. */
    history: historySchema.optional(),
  }),
  /** The undo history that was saved with a design; null where there is none. */
  'designs.history': z.strictObject({ id }),
  'designs.remove': z.strictObject({ id }),
  'designs.restore': z.strictObject({ id }),
  /** Removes a design of the bin for good. */
  'designs.purge': z.strictObject({ id }),
  /** Keeps a state of a design under a name; nothing changes it any more. */
  'versions.save': z.strictObject({ design: id, name: nameSchema, architecture: architectureSchema }),
  'versions.rename': z.strictObject({ id, name: nameSchema }),
  'versions.remove': z.strictObject({ id }),
  'versions.restore': z.strictObject({ id }),
  /** Removes a version of the bin for good. */
  'versions.purge': z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface DesignResults {
  'designs.save': SavedDesign
  'designs.history': KeptHistory | null
  'designs.remove': null
  'designs.restore': null
  'designs.purge': Freed
  'versions.save': { id: string }
  'versions.rename': null
  'versions.remove': null
  'versions.restore': null
  'versions.purge': Freed
}

export const designStreams = {
  designs: nothing,
  /** Saved versions of a design, newest first. */
  versions: z.strictObject({ design: id }),
} satisfies Record<string, z.ZodType>

export interface DesignValues {
  designs: Design[]
  versions: Version[]
}
