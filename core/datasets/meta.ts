/** meta.json of a decoded data set: written last, so that where it is, everything is. */
import { createHash } from 'node:crypto'
import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const positive = z.number().int().positive()

const contentSchema = z.strictObject({
  format: z.literal('stagecraft-dataset'),
  version: z.literal(1),
  id: z.string(),
  height: positive,
  width: positive,
  channels: positive,
  classes: z.array(z.string()),
  trainCount: positive,
  testCount: positive,
  mean: z.array(z.number()),
  std: z.array(z.number()),
  checks: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** Milliseconds since 1970. */
  decodedAt: z.number(),
  files: z.record(z.string(), z.strictObject({ bytes: positive, sha256 })),
})

export type Meta = z.infer<typeof contentSchema>

/** Older Stagecrafts called it so: what they decoded is read as it is. */
function withEarlierName(meta: unknown): unknown {
  if (typeof meta !== 'object' || meta === null || !('deviation' in meta)) return meta
  const { deviation, ...rest } = meta
  return { ...rest, std: deviation }
}

const sealedSchema = z.strictObject({ meta: z.preprocess(withEarlierName, contentSchema), sha256 })

const digestOf = (meta: unknown): string => createHash('sha256').update(JSON.stringify(meta)).digest('hex')

export function sealMeta(meta: Meta): string {
  return JSON.stringify({ meta, sha256: digestOf(meta) }, null, 2) + '\n'
}

/** Throws when the text is not what `sealMeta` gave. */
export function unsealMeta(text: string): Meta {
  const parsed: unknown = JSON.parse(text)
  const { meta, sha256: expected } = sealedSchema.parse(parsed)
  if (digestOf((parsed as { meta: unknown }).meta) !== expected) throw new Error('its digest does not fit its content')
  return meta
}
