/**
 * Undo histories of designs with changes that the library does not have yet, kept in the window's own storage: so they outlive a window that
 * ends while the library cannot be written to. What is saved lies in the library, with its history.
 */
import { z } from 'zod'
import { architectureSchema } from '../../core/architecture/architecture.ts'
import { variantSchema } from '../../core/architecture/variants.ts'
import type { History } from '../../core/architecture/history.ts'

/** Together some hundred kilobytes: Chromium gives a page five megabytes. */
const mostDesigns = 12
const mostSteps = 60
const listKey = 'stagecraft.histories'
const keyOf = (id: string): string => `stagecraft.history.${id}`

const historySchema = z
  .object({
    steps: z
      .array(
        z.object({
          label: z.string(),
          time: z.number(),
          architecture: architectureSchema,
          variant: variantSchema.nullable().default(null),
        }),
      )
      .min(1),
    at: z.number().int().min(0),
  })
  .refine(({ steps, at }) => at < steps.length)
const listSchema = z.array(z.string())

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** What is kept of a design's history; null where nothing is, or nothing that can be read. */
export function keptHistory(id: string, storage: Kept = localStorage): History | null {
  return read(storage, keyOf(id), historySchema)
}

/** The library has it: nothing of it needs to be kept here. */
export function dropHistory(id: string, storage: Kept = localStorage): void {
  storage.removeItem(keyOf(id))
}

/** Keeps a history, its newest steps around the present one; those of designs changed longest ago make room. */
export function keepHistory(id: string, { steps, at }: History, storage: Kept = localStorage): void {
  const from = Math.max(0, Math.min(at - mostSteps / 2, steps.length - mostSteps))
  const part: History = { steps: steps.slice(from, from + mostSteps), at: at - from }
  const ids = [...(read(storage, listKey, listSchema) ?? []).filter((other) => other !== id), id]
  for (const old of ids.splice(0, ids.length - mostDesigns)) storage.removeItem(keyOf(old))
  try {
    storage.setItem(listKey, JSON.stringify(ids))
    storage.setItem(keyOf(id), JSON.stringify(part))
  } catch (error) {
    // Full: the design itself is in the library, and its undo ends with the window.
    console.info(`The undo history was not kept: ${String(error)}`)
  }
}

function read<T>(storage: Kept, key: string, schema: z.ZodType<T>): T | null {
  const text = storage.getItem(key)
  if (text === null) return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    // Of another version, or damaged: undo begins anew.
    return null
  }
}
