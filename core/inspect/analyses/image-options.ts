/** On which images an analysis rests. */
import { z } from 'zod'
import { seedSchema } from '../../recipe/seed.ts'

/** How many images; null is all of them. Fewer are drawn by `seed`, the same for every run. */
export const drawnImages = {
  images: z.number().int().min(1).nullable().default(null),
  seed: seedSchema.default(1),
}

/** And of which split. */
export const imageOptions = { split: z.enum(['test', 'train']).default('test'), ...drawnImages }

export interface ImageOptions {
  readonly split: 'test' | 'train'
  readonly images: number | null
  readonly seed: number
}
