/**
 * An architecture is data: a stem, stages of blocks, and a head, as a person edits and saves it.
 * Everything else (shapes, counts, the training graph, the drawing) is derived from it.
 */
import { z } from 'zod'
import { initializations } from '../graph/initialization.ts'
import { nameSchema } from '../text/names.ts'
import { stageSchema } from './blocks.ts'
import { count } from './fields.ts'
import { headSchema } from './heads.ts'
import { mostStages } from './limits.ts'
import { inThisVersion } from './older-format.ts'
import { levelsSchema } from './outer-shortcuts.ts'
import { stemSchema } from './stems.ts'
import { formatVersion } from './format-version.ts'

/** Image size a network takes, in pixels and channels. */
const inputSchema = z.strictObject({ height: count(4096), width: count(4096), channels: count(64) })

/** As this version writes it. What has a usual value may be left out: it is filled in. */
export const writtenSchema = z.strictObject({
  format: z.literal('stagecraft-architecture'),
  version: z.literal(formatVersion),
  name: nameSchema,
  input: inputSchema,
  /** The rule that weights are drawn by. */
  initialization: z.enum(initializations).default('he-fan-in'),
  /** What shortcuts lead around: see outer-shortcuts.ts. */
  levels: levelsSchema.default(1),
  stem: stemSchema.nullable(),
  stages: z.array(stageSchema).max(mostStages),
  head: headSchema,
})

/** Older versions' designs, in files, runs and checkpoints, are read as if they were of this one. */
export const architectureSchema = z.preprocess(inThisVersion, writtenSchema)

/** Complete: every field has a value. */
export type Architecture = z.output<typeof writtenSchema>
/** As a person or a file writes it. */
export type WrittenArchitecture = z.input<typeof writtenSchema>

/** With what is usual filled in. Throws a ZodError for what the schema refuses. */
export function completed(written: Omit<WrittenArchitecture, 'format' | 'version'>): Architecture {
  return writtenSchema.parse({ format: 'stagecraft-architecture', version: formatVersion, ...written })
}
