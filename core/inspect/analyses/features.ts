/** What a network makes of images at a named place: what another learner can build on. */
import { z } from 'zod'
import { datasetIds } from '../../datasets/dataset.ts'
import type { AnalysisRule } from '../analysis.ts'
import { imageOptions } from './image-options.ts'

/** Names among the tensors kept beside it: [images, numbers], and the class of each image, [images]; in the order of `chosenImages`. */
export const featuresTensor = 'features'
export const labelsTensor = 'labels'

/** `stem`, `stage1` …, or `head`: what the class scores are made of. */
export const featurePlace = z
  .string()
  .regex(/^(stem|stage\d+|head)$/)
  .default('head')

/** What they are written as for other programs. */
export const featureFormats = ['safetensors', 'parquet'] as const
export type FeatureFormat = (typeof featureFormats)[number]

export const features = {
  title: 'Features',
  answers: 'What the network makes of images at the end of a stage, to build on elsewhere.',
  source: null,
  options: z.strictObject({
    ...imageOptions,
    /** Whose images; null for those that the run was trained on. Others are brought to its size and channels. */
    dataset: z.enum(datasetIds).nullable().default(null),
    place: featurePlace,
  }),
  result: z.strictObject({
    /** Numbers of an image: channels at that place, each the mean over its pixels. */
    width: z.number().int(),
    classes: z.array(z.string()),
  }),
} satisfies AnalysisRule

/** Of what nearest training images are found among. */
export const ofAllTrainingImages = { split: 'train', images: null, seed: 1, dataset: null, place: 'head' } as const
