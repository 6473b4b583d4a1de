import { featureEnds, type NamedEnd } from '../../graph/block-ends.ts'
import { createLinear, type LinearData } from '../../tensorflow/inspection/linear-program.ts'
import { widthAt } from '../../tensorflow/inspection/probes.ts'
import type { Binding } from '../../tensorflow/binding.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { finite } from '../analyses/figure.ts'
import { minimise } from '../figures/minimise.ts'
import { errorAndLoss } from '../figures/scored.ts'
import { standardised, standardOf } from '../figures/standardised.ts'
import { columnsFrom } from './columns.ts'
import { chosenImages, labelsOf } from './chosen-images.ts'
import { endNamed, featuresOf, withImagesOf } from './features.ts'
import type { Measure } from './measure.ts'

type Result = ResultOf<'linearProbe'>

/** Half of it times the sum of squares of the weights is added to the loss: so there is one best classifier, and it is found. */
export const penalty = 1e-3
const tolerance = 1e-6
const mostSteps = 300

/** On features with mean 0 and deviation 1 over the training images. */
export const measureLinearProbe: Measure<OptionsOf<'linearProbe'>, Result> = async (run, options, told) => {
  const { graph } = run
  const places = options.place === null ? featureEnds(graph) : [endNamed(graph, options.place)]
  const isOwn = options.dataset === null || options.dataset === run.dataset.id
  return withImagesOf(run, options.dataset, async (on) => {
    const train = chosenImages(options, on.dataset.train.count)
    const test = chosenImages(options, on.dataset.test.count)
    const total = train.length + test.length
    // All places in one pass; the last layer gives the network's own scores.
    const ids = [...places.map(({ id }) => id), graph.layers.length - 1]
    const read = {
      train: await featuresOf(on, 'train', ids, train, (done) => told(done, total)),
      test: await featuresOf(on, 'test', ids, test, (done) => told(train.length + done, total)),
    }
    const labels = { train: labelsOf(on, 'train', train), test: labelsOf(on, 'test', test) }
    const widths = ids.map((id) => widthAt(graph, id))
    const at = (place: number): { train: Float32Array; test: Float32Array } => ({
      train: columnsOf(read.train, widths, place),
      test: columnsOf(read.test, widths, place),
    })
    const probed = places.map((place, index) => probe(run.binding, place, widths[index] ?? 0, at(index), labels))
    const own = isOwn ? errorAndLoss({ ...labels.test, scores: at(places.length).test }).error : null
    return { images: train.length, result: { own, testImages: test.length, places: probed } }
  })
}

/** Those of one place of several that stand side by side. */
function columnsOf(rows: Float32Array, widths: readonly number[], place: number): Float32Array {
  const upTo = (count: number): number => widths.slice(0, count).reduce((sum, width) => sum + width, 0)
  return columnsFrom(rows, upTo(widths.length), upTo(place), upTo(place + 1))
}

type Labelled = ReturnType<typeof labelsOf>

function probe(
  binding: Binding,
  { name, depth }: NamedEnd,
  width: number,
  features: { readonly train: Float32Array; readonly test: Float32Array },
  labels: { readonly train: Labelled; readonly test: Labelled },
): Result['places'][number] {
  const standard = standardOf(features.train, width)
  const { classes } = labels.train
  const train = { features: standardised(features.train, width, standard), labels: labels.train.labels, width, classes }
  const { weights, loss, objective, steps } = trainLinear(binding, train)
  const errorOf = (of: Float32Array, { labels: own }: Labelled): number =>
    errorAndLoss({ labels: own, classes, scores: linearScores(of, weights, width, classes) }).error
  return {
    name,
    depth,
    width,
    trainError: errorOf(train.features, labels.train),
    testError: errorOf(standardised(features.test, width, standard), labels.test),
    loss: finite(loss),
    objective: finite(objective),
    steps,
  }
}

/** The best linear classifier: mean cross-entropy and the penalty are least. */
export function trainLinear(
  binding: Binding,
  data: LinearData,
): { weights: Float32Array; loss: number; objective: number; steps: number } {
  const { width, classes } = data
  const program = createLinear(binding, data)
  const penalised = width * classes
  try {
    const found = minimise(
      (at) => {
        const { value, gradient } = program.loss(Float32Array.from(at))
        const whole = Float64Array.from(gradient, (part, index) => part + (index < penalised ? penalty * (at[index] ?? 0) : 0))
        const squares = at.subarray(0, penalised).reduce((sum, weight) => sum + weight * weight, 0)
        return { value: value + (penalty / 2) * squares, gradient: whole }
      },
      new Float64Array(penalised + classes),
      tolerance,
      mostSteps,
    )
    const weights = Float32Array.from(found.at)
    return { weights, loss: program.loss(weights).value, objective: found.value, steps: found.steps }
  } finally {
    program.dispose()
  }
}

function linearScores(features: Float32Array, weights: Float32Array, width: number, classes: number): Float32Array {
  const images = features.length / width
  const scores = new Float32Array(images * classes)
  for (let image = 0; image < images; image += 1) {
    for (let of = 0; of < classes; of += 1) {
      let score = weights[width * classes + of] ?? 0
      for (let at = 0; at < width; at += 1) score += (features[image * width + at] ?? 0) * (weights[at * classes + of] ?? 0)
      scores[image * classes + of] = score
    }
  }
  return scores
}
