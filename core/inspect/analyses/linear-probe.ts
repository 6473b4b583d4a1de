/** How far the classes of images can be told apart by a plane in what a network makes of them at a place. */
import { z } from 'zod'
import { datasetIds } from '../../datasets/dataset.ts'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { featurePlace } from './features.ts'
import { drawnImages } from './image-options.ts'

export const linearProbe = {
  title: 'Linear probe',
  answers: 'How well a linear classifier tells classes apart by what the network makes of images at the end of each stage.',
  source: 'Alain & Bengio 2017, section 3',
  options: z.strictObject({
    /** Whose images; null for those that the run was trained on. */
    dataset: z.enum(datasetIds).nullable().default(null),
    /** Of the training images. It is tested on as many test images at most. */
    ...drawnImages,
    /** Null for all of them. */
    place: featurePlace.nullable().default(null),
  }),
  result: z.strictObject({
    /** The network's own error on these test images; null where they are of another data set. */
    own: z.number().nullable(),
    /** Test images that errors are of. */
    testImages: z.number().int(),
    places: z.array(
      z.strictObject({
        name: z.string(),
        depth: z.number(),
        /** Numbers of an image there. */
        width: z.number().int(),
        trainError: z.number(),
        testError: z.number(),
        /** Mean cross-entropy over the training images, in nats, and with the penalty. */
        loss: figure,
        objective: figure,
        steps: z.number().int(),
      }),
    ),
  }),
} satisfies AnalysisRule
