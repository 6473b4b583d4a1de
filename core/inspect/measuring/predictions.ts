import { scoresProbe } from '../../tensorflow/inspection/probes.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { scoresTensor } from '../analyses/predictions.ts'
import { errorAndLoss } from '../figures/scored.ts'
import { chosenImages, labelsOf } from './chosen-images.ts'
import type { Measure } from './measure.ts'

export const measurePredictions: Measure<OptionsOf<'predictions'>, ResultOf<'predictions'>> = async (run, options, told) => {
  const { dataset, open } = run
  const { split } = options
  const images = chosenImages(options, dataset[split].count)
  const program = open(split, { scores: scoresProbe })
  try {
    const scores = await program.read('scores', images, { onProgress: (done) => told(done, images.length) })
    const compared = labelsOf(run, split, images)
    return {
      images: images.length,
      result: { ...errorAndLoss({ ...compared, scores }), classes: [...dataset.classes] },
      tensors: new Map([[scoresTensor, { shape: [images.length, compared.classes], values: scores }]]),
    }
  } finally {
    program.dispose()
  }
}
