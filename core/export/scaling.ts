import { openDataset } from '../datasets/cache.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { Failure } from '../files/failure.ts'
import type { ExportedWeights } from './exported-network.ts'

/** How the images of a data set below `folder` are scaled for training; null where it is not on this computer. */
export function datasetScaling(id: DatasetId, folder: string): ExportedWeights['scaling'] {
  try {
    const { mean, std } = openDataset(id, folder)
    return { mean, std }
  } catch (thrown) {
    if (thrown instanceof Failure) return null
    throw thrown
  }
}
