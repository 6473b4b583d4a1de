/** Data sets on this computer. */
import { z } from 'zod'
import type { DatasetState } from '../../datasets/describe.ts'
import type { ImageSample } from '../../datasets/sample.ts'
import { datasetId, nothing } from './parameters.ts'

export const datasetCalls = {
  'datasets.download': z.strictObject({ id: datasetId }),
  'datasets.cancel': z.strictObject({ id: datasetId }),
  'datasets.remove': z.strictObject({ id: datasetId }),
  'datasets.sample': z.strictObject({
    id: datasetId,
    split: z.enum(['train', 'test']),
    /** Only this class, or all in order. */
    class: z.number().int().min(0).max(1000).nullable(),
    from: z.number().int().min(0),
    count: z.number().int().min(1).max(512),
  }),
  /** The images at these places of a split, in this order; places beyond its end fail as `no-image`. */
  'datasets.images': z.strictObject({
    id: datasetId,
    split: z.enum(['train', 'test']),
    places: z.array(z.number().int().min(0)).max(512),
  }),
} satisfies Record<string, z.ZodType>

export interface DatasetResults {
  'datasets.download': null
  'datasets.cancel': null
  'datasets.remove': null
  'datasets.sample': ImageSample
  'datasets.images': ImageSample
}

export const datasetStreams = {
  datasets: nothing,
} satisfies Record<string, z.ZodType>

export interface DatasetValues {
  datasets: DatasetState[]
}
