import { readFileSync } from 'node:fs'
import type { DecodedDataset } from '../../datasets/dataset.ts'
import type { Binding } from '../../tensorflow/binding.ts'
import { createNearest } from '../../tensorflow/inspection/nearest-program.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { unitRows } from '../figures/nearest.ts'
import { classesOfImages } from '../inspected-run.ts'
import { chosenImages } from './chosen-images.ts'
import { endNamed, featuresOf, trainingFeatures } from './features.ts'
import type { Measure } from './measure.ts'

/** Test images that are compared at once. */
const batch = 100

/** By the cosine of features of the head; of the nearest pairs the pixels are compared too. */
export const measureDuplicates: Measure<OptionsOf<'duplicates'>, ResultOf<'duplicates'>> = async (run, options, told) => {
  const { graph, dataset, binding } = run
  const end = endNamed(graph, 'head')
  const train = dataset.train.count
  const test = chosenImages(options, dataset.test.count)
  const ofTrain = await trainingFeatures(run, (done) => told(done, train + test.length))
  const ofTest = await featuresOf(run, 'test', [end.id], test, (done) => told(train + done, train + test.length))
  const width = ofTrain.length / train
  const found = nearestPairs(binding, unitRows(ofTrain, width), unitRows(ofTest, width), width)
  const [trainLabels, testLabels] = [classesOfImages(dataset, 'train'), classesOfImages(dataset, 'test')]
  const compare = pixelsApart(dataset)
  const pairs = found
    // Features that are not finite are at no angle to any.
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((one, other) => one.distance - other.distance || one.at - other.at)
    .slice(0, options.most)
    .map(({ at, nearest, distance }) => {
      const [one, other] = [test[at] ?? 0, nearest]
      const labels = { testLabel: testLabels[one] ?? -1, trainLabel: trainLabels[other] ?? -1 }
      return { test: one, train: other, distance, pixels: compare(one, other), ...labels }
    })
  return { images: test.length, result: { trainImages: train, pairs, classes: [...dataset.classes] } }
}

interface Pair {
  /** Positions among the chosen test images, and in the training split. */
  readonly at: number
  readonly nearest: number
  readonly distance: number
}

/** Rows of length 1: of each of `some` the nearest of `many`. */
function nearestPairs(binding: Binding, many: Float32Array, some: Float32Array, width: number): Pair[] {
  const program = createNearest(binding, many, width, batch)
  const count = some.length / width
  try {
    return Array.from({ length: Math.ceil(count / batch) }, (_, index) => index * batch).flatMap((from) => {
      const rows = new Float32Array(batch * width)
      rows.set(some.subarray(from * width, (from + batch) * width))
      const { products, rows: nearest } = program.nearest(rows)
      return Array.from({ length: Math.min(batch, count - from) }, (_, at) => ({
        at: from + at,
        nearest: nearest[at] ?? 0,
        distance: Math.max(0, 1 - (products[at] ?? NaN)),
      }))
    })
  } finally {
    program.dispose()
  }
}

/** Root of the mean square difference of the bytes of a test image and a training image. */
function pixelsApart({ height, width, channels, train, test }: DecodedDataset): (one: number, other: number) => number {
  const size = height * width * channels
  const [tests, trains] = [readFileSync(test.imagesFile), readFileSync(train.imagesFile)]
  return (one, other) => {
    let squares = 0
    for (let at = 0; at < size; at += 1) squares += ((tests[one * size + at] ?? 0) - (trains[other * size + at] ?? 0)) ** 2
    return Math.sqrt(squares / size)
  }
}
