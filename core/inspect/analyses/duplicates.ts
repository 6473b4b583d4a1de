/** Test images that stand among the training images too, or nearly: then an error is told too low. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { drawnImages } from './image-options.ts'

export const duplicates = {
  title: 'Near-duplicates',
  answers: 'Which test images are nearest to a training image, by what the network makes of them and by their pixels.',
  source: 'Barz & Denzler 2020, section 3',
  options: z.strictObject({
    /** Of test images, which are looked up among all training images. */
    ...drawnImages,
    /** How many pairs are told, the nearest first. */
    most: z.number().int().min(1).max(10_000).default(200),
  }),
  result: z.strictObject({
    trainImages: z.number().int(),
    pairs: z.array(
      z.strictObject({
        /** Places in the splits. */
        test: z.number().int(),
        train: z.number().int(),
        /** 1 − the cosine of the angle between their features. */
        distance: z.number(),
        /** Root of the mean square difference of their bytes, 0 to 255. */
        pixels: z.number(),
        testLabel: z.number().int(),
        trainLabel: z.number().int(),
      }),
    ),
    classes: z.array(z.string()),
  }),
} satisfies AnalysisRule
