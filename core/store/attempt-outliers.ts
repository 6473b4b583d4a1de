/** Convolutions that an attempt computed directly, kept with it when it begins: whatever opens its network later computes by the same ones. */
import { z } from 'zod'
import type { Outliers } from '../graph/outliers.ts'

/** What a newer Stagecraft adds is left out. */
const outliersSchema: z.ZodType<Outliers[]> = z.array(z.object({ name: z.string(), ratio: z.number() }))

/** None where nothing was recorded, and for what only a newer Stagecraft understands. */
export function readOutliers(text: string | null): readonly Outliers[] {
  if (text === null) return []
  try {
    return outliersSchema.safeParse(JSON.parse(text)).data ?? []
  } catch {
    return []
  }
}
