import { featureEnds, type NamedEnd } from '../../graph/block-ends.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { Failure } from '../../files/failure.ts'
import { featuresProbe, widthAt } from '../../tensorflow/inspection/probes.ts'
import type { DatasetId } from '../../datasets/dataset.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { featuresTensor, labelsTensor, ofAllTrainingImages } from '../analyses/features.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { chosenImages, labelsOf } from './chosen-images.ts'
import type { Measure, Told } from './measure.ts'
import { opened } from './opened.ts'

export const measureFeatures: Measure<OptionsOf<'features'>, ResultOf<'features'>> = async (run, options, told) => {
  const end = endNamed(run.graph, options.place)
  const width = widthAt(run.graph, end.id)
  return withImagesOf(run, options.dataset, async (on) => {
    const images = chosenImages(options, on.dataset[options.split].count)
    const features = await featuresOf(on, options.split, [end.id], images, (done) => told(done, images.length))
    const { labels } = labelsOf(on, options.split, images)
    return {
      images: images.length,
      result: { width, classes: [...on.dataset.classes] },
      tensors: new Map([
        [featuresTensor, { shape: [images.length, width], values: features }],
        [labelsTensor, { shape: [images.length], values: Float32Array.from(labels) }],
      ]),
    }
  })
}

/**
 * Of all training images, before the classes: [images, numbers], flat. As they were kept with the run, else measured and kept, for near-duplicates and nearest images
 * both rest on them.
 */
export async function trainingFeatures(run: InspectedRun, told: (done: number) => ReturnType<Told>): Promise<Float32Array> {
  const { count } = run.dataset.train
  const kept = run.beside.read('features', ofAllTrainingImages)?.get(featuresTensor)
  const width = widthAt(run.graph, endNamed(run.graph, ofAllTrainingImages.place).id)
  // Another shape is a file's that was changed.
  if (kept?.shape[0] === count && kept.shape[1] === width) return kept.values
  const begun = performance.now()
  const measured = await measureFeatures(run, ofAllTrainingImages, told)
  run.beside.keep('features', ofAllTrainingImages, measured, performance.now() - begun)
  return measured.tensors?.get(featuresTensor)?.values ?? new Float32Array()
}

/** Throws a Failure `no-such-place`, which tells what there is. */
export function endNamed(graph: LayerGraph, place: string): NamedEnd {
  const ends = featureEnds(graph)
  const end = ends.find(({ name }) => name === place)
  if (end !== undefined) return end
  const remedy = `Choose one of ${ends.map(({ name }) => name).join(', ')}.`
  throw new Failure('no-such-place', `This network has no ${place}.`, remedy)
}

/** The run on images of another data set; null: on its own. */
export async function withImagesOf<T>(
  run: InspectedRun,
  dataset: DatasetId | null,
  use: (on: InspectedRun) => Promise<T>,
): Promise<T> {
  if (dataset === null || dataset === run.dataset.id) return use(run)
  const other = run.on(dataset)
  try {
    return await use(other.run)
  } finally {
    other.dispose()
  }
}

/** At places by their layers' ids: [images, numbers of all], flat. `told`: images done. */
export function featuresOf(
  run: InspectedRun,
  split: 'train' | 'test',
  ids: readonly number[],
  images: Int32Array,
  told: (done: number) => ReturnType<Told>,
): Promise<Float32Array> {
  return opened(run, { split, probes: { features: featuresProbe(ids) } }, ({ read }) =>
    read('features', images, { onProgress: told }),
  )
}
