/** Puts one batch through an untrained network, and takes a few steps of training with it. */
import type { DecodedImages } from '../../datasets/dataset.ts'
import type { FirstBatch } from '../../graph/first-batch.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { median } from '../../prediction/median.ts'
import { firstBatchRecipe, type FirstBatchSettings } from '../../recipe/first-batch.ts'
import { loadBinding } from '../../tensorflow/binding.ts'
import { createFirstBatch, type FirstBatchProgram } from '../../tensorflow/first-batch.ts'
import { createProgram } from '../../tensorflow/create-program.ts'
import { peakBytes, withinMemory } from '../../tensorflow/process-memory.ts'
import type { ProgramRequest, TrainingProgram } from '../../tensorflow/program.ts'
import { randomKey, uniform } from '../../tensorflow/random-keys.ts'
import type { RuntimeLocation } from '../../tensorflow/runtime-location.ts'
import { firstImages } from './images.ts'
import { correlationsByDistance, imagesOnLines, neighbourImages } from './neighbours.ts'

export interface Measurement {
  readonly location: Extract<RuntimeLocation, { kind: 'native' }>
  readonly graph: LayerGraph
  readonly images: DecodedImages
  readonly settings: Omit<FirstBatchSettings, 'images'>
  /** Milliseconds from any beginning. */
  elapsed(): number
  /** Told before each part of the work; waited for, so that a process can be told to end. */
  progress(done: number, total: number): Promise<void>
}

/** Of a network whose steps are long, fewer are timed. */
const longStepMs = 1000
const steps = { short: { warmUp: 2, timed: 5 }, long: { warmUp: 1, timed: 2 } }
/** What comes after the steps: the batch with its statistics, which takes about two of them, and the line. */
const afterSteps = 3

/** Throws what TensorFlow says, where that is too little memory too. */
export async function measureFirstBatch(measurement: Measurement): Promise<FirstBatch> {
  const { location, graph, images, settings } = measurement
  const recipe = firstBatchRecipe(settings)
  const request: ProgramRequest = { graph, recipe, dataset: images, totalSteps: recipe.length.value }
  // Steps first: the largest memory of the process is then theirs.
  const program = await createProgram(location, request)
  const { device, usesGpu, outliers } = program
  const all = async (): Promise<FirstBatch> => {
    const { times, total } = await timeSteps(program, measurement)
    const peak = usesGpu ? null : peakBytes()
    program.dispose()
    await measurement.progress(total - afterSteps, total)
    const first = createFirstBatch(loadBinding(location.bindingPath), request, neighbourImages)
    const { image, labels } = firstImages(images, recipe.batchSize, recipe.seed)
    const { layers, loss } = first.statistics(image, labels)
    await measurement.progress(total - 1, total)
    const correlations = neighbours(first, images, image, labels, recipe.seed)
    first.dispose()
    await measurement.progress(total, total)
    const [stepMs, timedSteps] = [median(times) ?? NaN, times.length]
    return { layers, loss, correlations, stepMs, timedSteps, peakBytes: peak, device, outliers }
  }
  // A graphics card's driver reserves addresses far beyond what it takes.
  return usesGpu ? all() : withinMemory(all)
}

async function timeSteps(
  program: TrainingProgram,
  { elapsed, progress }: Measurement,
): Promise<{ readonly times: number[]; readonly total: number }> {
  let plan = steps.short
  const total = (): number => plan.warmUp + plan.timed + afterSteps
  const times: number[] = []
  for (let step = 0; step < plan.warmUp + plan.timed; step++) {
    await progress(step, total())
    const from = elapsed()
    // Every step takes the same, whatever its rate.
    program.step({ step, rate: 0, telemetry: false })
    const ms = elapsed() - from
    if (step === 0 && ms > longStepMs) plan = steps.long
    if (step >= plan.warmUp) times.push(ms)
  }
  return { times, total: total() }
}

/**
 * Correlations of the gradients of one class score at images that lie near each other. BN makes each image's score depend on all images of the pass:
 * the scores are summed with signs at random, so that what is not of an image itself has a mean of 0 in its gradient.
 */
function neighbours(
  first: FirstBatchProgram,
  { classes }: DecodedImages,
  image: Float32Array,
  labels: Int32Array,
  seed: number,
): number[] {
  const key = randomKey(seed, 'signs of neighbours')
  const signs = Array.from({ length: neighbourImages }, (_, place) => (uniform(key, place) < 0.5 ? -1 : 1))
  const scores = new Float32Array(neighbourImages * classes.length)
  signs.forEach((sign, place) => (scores[place * classes.length + (labels[0] ?? 0)] = sign))
  return correlationsByDistance(first.inputGradients(imagesOnLines(image, image.length / labels.length), scores), signs)
}
