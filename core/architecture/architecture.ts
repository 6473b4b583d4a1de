/**
 * An architecture is data: a stem, stages of blocks, and a head, as a person edits and saves it.
 * Everything else (shapes, counts, the training graph, the drawing) is derived from it.
 */
import { z } from 'zod'
import { longestName } from '../text/names.ts'
import { largestWidth, mostStages } from './limits.ts'

const count = (max: number) => z.number().int().min(1).max(max)

/** Image size a network takes, in pixels and channels. */
const inputSchema = z.strictObject({ height: count(4096), width: count(4096), channels: count(64) })

/** 3×3 max-pooling with stride 2, as in ImageNet's stem, or 2×2 at the end of VGG's stages. */
const poolSchema = z.strictObject({ kernel: count(16), stride: count(16) })

/** What comes before the stages: one convolution with BN and ReLU, then perhaps max-pooling. */
const stemSchema = z.strictObject({
  kernel: count(31),
  width: count(largestWidth),
  stride: count(16),
  pool: poolSchema.nullable(),
})

/**
 * How the input of a block reaches its end (He et al. 2016, section 3.3 and 4.1):
 * A pads new channels with zeros, B projects where dimensions change, C projects always, none is a plain net.
 */
export const shortcutSchema = z.enum(['A', 'B', 'C', 'none'])

const stageFields = { blocks: count(1024), width: count(largestWidth), stride: count(16) }

/** Blocks of `layers` 3×3 convolutions, each with BN. */
const basicStageSchema = z.strictObject({
  kind: z.literal('basic'),
  ...stageFields,
  layers: count(8),
  shortcut: shortcutSchema,
})

/** Blocks of 1×1, 3×3, 1×1 convolutions; `width` is the inner width, the output has width × expansion channels. */
const bottleneckStageSchema = z.strictObject({
  kind: z.literal('bottleneck'),
  ...stageFields,
  expansion: count(16),
  /** The paper ("v1") strides in the first 1×1, torchvision ("v1.5") in the 3×3. */
  strideIn: z.enum(['1x1', '3x3']),
  shortcut: shortcutSchema,
})

/** VGG's stages: single 3×3 convolutions with bias (or BN) and ReLU, then perhaps max-pooling. */
const convStageSchema = z.strictObject({
  kind: z.literal('conv'),
  ...stageFields,
  normalization: z.enum(['batch', 'none']),
  pool: poolSchema.nullable(),
})

export const stageSchema = z.discriminatedUnion('kind', [basicStageSchema, bottleneckStageSchema, convStageSchema])

/** What turns features into class scores: average over the map or flatten it, hidden fully connected layers, the last one. */
const headSchema = z.strictObject({
  pool: z.enum(['global-average', 'flatten']),
  hidden: z.array(count(65536)).max(8),
  classes: count(100000),
})

export const architectureSchema = z.strictObject({
  format: z.literal('stagecraft-architecture'),
  version: z.literal(1),
  name: z.string().min(1).max(longestName),
  input: inputSchema,
  stem: stemSchema.nullable(),
  stages: z.array(stageSchema).max(mostStages),
  head: headSchema,
})

export type Architecture = z.infer<typeof architectureSchema>
export type Stage = z.infer<typeof stageSchema>
export type StageKind = Stage['kind']
export type Stem = NonNullable<Architecture['stem']>
export type Shortcut = z.infer<typeof shortcutSchema>

/** Something about an architecture that is wrong (error: it cannot be trained) or unusual (warning). */
export interface Problem {
  severity: 'error' | 'warning'
  /** Where it is: `stem`, `head`, `input`, `file`, or the index of a stage, from 0. */
  place: 'file' | 'input' | 'stem' | 'head' | number
  field: string
  /** One sentence a person reads: "Stage 3: option A cannot narrow 256 to 192 channels." */
  message: string
  expected: string
  actual: string
  /** Where it stands in the text of a file, counted from 1. */
  at?: { readonly line: number; readonly column: number }
  /** Where the rule comes from, e.g. "He et al. 2016, section 3.3". */
  source?: string
  /** What mends it: the field's value that would be right, with the words for a button. */
  mend?: { label: string; value: unknown }
}
