import type { OptionsOf, ResultOf } from '../analyses.ts'
import { scoresTensor } from '../analyses/predictions.ts'
import { errorAndLoss } from '../figures/scored.ts'
import { evaluated } from './evaluated.ts'
import type { Measure } from './measure.ts'

export const measurePredictions: Measure<OptionsOf<'predictions'>, ResultOf<'predictions'>> = (run, options, told) =>
  evaluated(run, options, async ({ images, scored }) => {
    const all = await scored({ onProgress: (done) => told(done, images.length) })
    return {
      images: images.length,
      result: { ...errorAndLoss(all), classes: [...run.dataset.classes] },
      tensors: new Map([[scoresTensor, { shape: [images.length, all.classes], values: all.scores }]]),
    }
  })
