/** Class scores that were kept of a run, with the classes of the images they are of. */
import { openDataset } from '../../datasets/cache.ts'
import { Failure } from '../../files/failure.ts'
import { readRunRecord } from '../../store/run-folder.ts'
import { scoresTensor } from '../analyses/predictions.ts'
import type { Scored } from '../figures/scored.ts'
import { readInspection, readInspectionTensors, type Asked } from '../kept.ts'
import { classesOfImages } from '../inspected-run.ts'
import { chosenImages } from '../measuring/chosen-images.ts'

export interface KeptScores extends Scored {
  /** Positions in the split. */
  readonly images: Int32Array
  readonly classNames: readonly string[]
}

/**
 * `data`: folder of the decoded data sets. Throws a Failure: `not-measured` where the predictions have not been measured, and what `openDataset` throws where
 * the data set is not here.
 */
export function keptScores(runFolder: string, { step, options }: Omit<Asked<'predictions'>, 'kind'>, data: string): KeptScores {
  const asked: Asked<'predictions'> = { kind: 'predictions', step, options }
  const kept = readInspection(runFolder, asked)
  const scores = readInspectionTensors(runFolder, asked)?.get(scoresTensor)?.values
  const { dataset: id, name } = readRunRecord(runFolder)
  // Scores that are not of these images and classes are of a file that was changed.
  if (kept === null || scores?.length !== kept.images * kept.result.classes.length)
    throw new Failure(
      'not-measured',
      `What ${name} says of these images at step ${step} was not measured yet.`,
      'Measure its predictions first.',
    )
  const dataset = openDataset(id, data)
  const images = chosenImages(options, dataset[options.split].count)
  const labels = classesOfImages(dataset, options.split)
  const { classes } = kept.result
  return {
    scores,
    labels: images.map((image) => labels[image] ?? -1),
    classes: classes.length,
    images,
    classNames: classes,
  }
}
