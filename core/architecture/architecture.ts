/**
 * An architecture is data: a stem, stages of blocks, and a head, as a person edits and saves it.
 * Everything else (shapes, counts, the training graph, the drawing) is derived from it.
 */
import { z } from 'zod'
import { nameSchema } from '../text/names.ts'
import { stageSchema } from './blocks.ts'
import { count, poolSchema } from './fields.ts'
import { largestWidth, mostStages } from './limits.ts'

/** Image size a network takes, in pixels and channels. */
const inputSchema = z.strictObject({ height: count(4096), width: count(4096), channels: count(64) })

/** What comes before the stages: one convolution with BN and ReLU, then perhaps max-pooling. */
const stemSchema = z.strictObject({
  kernel: count(31),
  width: count(largestWidth),
  stride: count(16),
  pool: poolSchema.nullable(),
})

/** What turns features into class scores: average over the map or flatten it, hidden fully connected layers, the last one. */
const headSchema = z.strictObject({
  pool: z.enum(['global-average', 'flatten']),
  hidden: z.array(count(65536)).max(8),
  classes: count(100000),
})

export const architectureSchema = z.strictObject({
  format: z.literal('stagecraft-architecture'),
  version: z.literal(1),
  name: nameSchema,
  input: inputSchema,
  stem: stemSchema.nullable(),
  stages: z.array(stageSchema).max(mostStages),
  head: headSchema,
})

export type Architecture = z.infer<typeof architectureSchema>
export type Stem = NonNullable<Architecture['stem']>
