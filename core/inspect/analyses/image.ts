/** One image on its way through a network: what each block makes of it, and what is said of it in the end. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'

/** Names among the tensors kept beside it: maps of all blocks one after the other, flat, and the features of the image. */
export const mapsTensor = 'maps'
export const imageFeaturesTensor = 'features'

export const image = {
  title: 'One image',
  answers: 'What each block makes of an image, and what the network says of it.',
  source: 'Zagoruyko & Komodakis 2017, section 3.1',
  options: z.strictObject({
    split: z.enum(['test', 'train']).default('test'),
    /** Its place in the split. */
    image: z.number().int().min(0).default(0),
  }),
  result: z.strictObject({
    label: z.number().int(),
    classes: z.array(z.string()),
    /** Of each class, 0 to 1; null where scores are not finite. */
    probabilities: z.array(figure),
    /** Their maps stand in this order, row by row: of each pixel the root of the mean square over the channels. */
    blocks: z.array(z.strictObject({ name: z.string(), depth: z.number(), height: z.number().int(), width: z.number().int() })),
  }),
} satisfies AnalysisRule
