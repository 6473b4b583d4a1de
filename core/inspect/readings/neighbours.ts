/** The training images that are most like an image, by what the network makes of them: read from kept features. */
import { openDataset } from '../../datasets/cache.ts'
import { Failure } from '../../files/failure.ts'
import { readRunRecord } from '../../store/run-folder.ts'
import { imageFeaturesTensor } from '../analyses/image.ts'
import { featuresTensor, ofAllTrainingImages } from '../analyses/features.ts'
import { nearestTo } from '../figures/nearest.ts'
import { classesOfImages } from '../inspected-run.ts'
import { readInspectionTensors, type Asked } from '../kept.ts'

export interface Neighbour {
  /** Place among the training images. */
  readonly image: number
  readonly label: number
  /** 1 − the cosine of the angle between their features. */
  readonly distance: number
}

/**
 * Nearest first; a training image is not its own neighbour. Throws a Failure: `not-measured` where the image or the features of the training images have not been
 * measured, and what `openDataset` throws.
 */
export function readNeighbours(
  runFolder: string,
  { step, options }: Omit<Asked<'image'>, 'kind'>,
  most: number,
  data: string,
): readonly Neighbour[] {
  const one = readInspectionTensors(runFolder, { kind: 'image', step, options })?.get(imageFeaturesTensor)?.values
  const all = readInspectionTensors(runFolder, { kind: 'features', step, options: ofAllTrainingImages })?.get(
    featuresTensor,
  )?.values
  const record = readRunRecord(runFolder)
  if (one === undefined || all === undefined)
    throw new Failure(
      'not-measured',
      `What ${record.name} makes of ${one === undefined ? 'this image' : 'the training images'} at step ${step} was not measured yet.`,
      one === undefined ? 'Look at the image first.' : 'Measure the features of the training images first.',
    )
  const labels = classesOfImages(openDataset(record.dataset, data), 'train')
  return nearestTo(one, all, most + 1)
    .filter(({ at }) => options.split === 'test' || at !== options.image)
    .slice(0, most)
    .map(({ at, distance }) => ({ image: at, label: labels[at] ?? -1, distance }))
}
