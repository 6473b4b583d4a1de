/** What a network says of images, and how wrong it is: the whole network or one without some blocks, by the weights of its checkpoint or by others. */
import type { DeletableBlock } from '../../graph/deletable-blocks.ts'
import type { InspectionProgram } from '../../tensorflow/inspection/inspection-program.ts'
import { scoresProbe } from '../../tensorflow/inspection/probes.ts'
import type { ImageOptions } from '../analyses/image-options.ts'
import type { Scored } from '../figures/scored.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { chosenImages, labelsOf } from './chosen-images.ts'
import { opened } from './opened.ts'

export interface Evaluated {
  readonly images: Int32Array
  /** Those that can be left out; none unless asked for. */
  readonly blocks: readonly DeletableBlock[]
  readonly writeWeights: InspectionProgram['writeWeights']
  /** Scores of all the images with their labels. */
  scored(options?: Parameters<InspectionProgram['read']>[2]): Promise<Scored>
}

/** On the images that an analysis is asked of; one graph for all that is done with it. */
export function evaluated<T>(
  run: InspectedRun,
  options: ImageOptions,
  use: (evaluation: Evaluated) => Promise<T>,
  { withLesions = false } = {},
): Promise<T> {
  const { split } = options
  const images = chosenImages(options, run.dataset[split].count)
  const compared = labelsOf(run, split, images)
  return opened(run, { split, probes: { scores: scoresProbe }, withLesions }, ({ blocks, writeWeights, read }) =>
    use({ images, blocks, writeWeights, scored: async (how) => ({ ...compared, scores: await read('scores', images, how) }) }),
  )
}
