import { splitWords } from '../../datasets/names.ts'
import { Failure } from '../../files/failure.ts'
import { blockEnds, featureEnds } from '../../graph/block-ends.ts'
import { featuresProbe, mapsProbe, scoresProbe, type Probe } from '../../tensorflow/inspection/probes.ts'
import { countedText } from '../../text/count-text.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { imageFeaturesTensor, mapsTensor } from '../analyses/image.ts'
import { finite } from '../analyses/figure.ts'
import { probabilities } from '../figures/scored.ts'
import { labelsOf } from './chosen-images.ts'
import type { Measure } from './measure.ts'
import { opened } from './opened.ts'

export const measureImage: Measure<OptionsOf<'image'>, ResultOf<'image'>> = async (run, { split, image }, told) => {
  const { graph, dataset } = run
  if (image >= dataset[split].count) {
    const remedy = 'Choose one that there is.'
    throw new Failure(
      'no-image',
      `The data set has ${countedText(dataset[split].count, `${splitWords[split]} image`)}, and none at ${image}.`,
      remedy,
    )
  }
  const ends = blockEnds(graph).filter(({ id }) => graph.layers[id]?.outputShape.length === 3)
  const head = featureEnds(graph).at(-1)?.id ?? 0
  const maps: Record<string, Probe> = ends.length > 0 ? { maps: mapsProbe(ends.map(({ id }) => id)) } : {}
  const probes = { scores: scoresProbe, features: featuresProbe([head]), ...maps }
  return opened(run, { split, probes }, async (program) => {
    const images = Int32Array.of(image)
    const compared = labelsOf(run, split, images)
    const scores = await program.read('scores', images, { onProgress: () => told(1, 3) })
    const features = await program.read('features', images, { onProgress: () => told(2, 3) })
    const read = ends.length > 0 ? await program.read('maps', images) : new Float32Array()
    await told(3, 3)
    return {
      images: 1,
      result: {
        label: compared.labels[0] ?? -1,
        classes: [...dataset.classes],
        probabilities: Array.from(probabilities({ ...compared, scores }), finite),
        blocks: ends.map(({ name, depth, id }) => {
          const [height = 1, width = 1] = graph.layers[id]?.outputShape ?? []
          return { name, depth, height, width }
        }),
      },
      tensors: new Map([
        [mapsTensor, { shape: [read.length], values: read }],
        [imageFeaturesTensor, { shape: [features.length], values: features }],
      ]),
    }
  })
}
