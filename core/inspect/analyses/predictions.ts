/** What the network says of each image: kept whole, for all that follows from it (errors, calibration, ensembles). */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

/** The name of the scores among the tensors kept beside it, [images, classes]; the images in the order of `chosenImages`. */
export const scoresTensor = 'scores'

export const predictions = {
  title: 'Predictions',
  answers: 'What the network says of each image, and how often it is wrong.',
  source: null,
  options: z.strictObject(imageOptions),
  /** Error as a fraction from 0 to 1, loss in nats. */
  result: z.strictObject({ error: z.number(), loss: figure, classes: z.array(z.string()) }),
} satisfies AnalysisRule
