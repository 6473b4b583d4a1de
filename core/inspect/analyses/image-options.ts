/** On which images an analysis rests. */
import { z } from 'zod'

/** How many images; null is all of them. Fewer are drawn by `seed`, the same for every run. */
export const drawnImages = {
  images: z.number().int().min(1).nullable().default(null),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
}

/** And of which split. */
export const imageOptions = { split: z.enum(['test', 'train']).default('test'), ...drawnImages }

export interface ImageOptions {
  readonly split: 'test' | 'train'
  readonly images: number | null
  readonly seed: number
}
