/** From what a person asks for to the record of a run, or why it cannot be trained. */
import type { Architecture } from '../architecture/architecture.ts'
import { fitsDataset } from '../architecture/fit-dataset.ts'
import { lower } from '../architecture/lower.ts'
import type { DatasetState } from '../datasets/describe.ts'
import { Failure } from '../files/failure.ts'
import { analyse } from '../graph/analysis.ts'
import type { RunRecord } from '../store/run.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { PartOf } from '../plan/part-of.ts'
import type { Prediction } from '../prediction/prediction.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { fileStamp } from '../text/date-text.ts'
import { recipeProblems } from '../recipe/check.ts'
import { lengthInSteps, stepsPerEpoch } from '../recipe/schedule.ts'

export interface RunRequest {
  readonly name: string
  readonly architecture: Architecture
  readonly recipe: Recipe
  readonly device: DeviceChoice
  /** The plan that it is queued for, if it is. */
  readonly partOf?: PartOf
}

/** What the lab adds: who the run is, and what is predicted of it. */
export type Identity = Pick<RunRecord, 'id' | 'createdAt' | 'origin'>

/** Images that are held while a network trains. */
export type ImageCounts = Pick<DatasetState, 'trainCount' | 'testCount' | 'height' | 'width' | 'channels'>

/** What a network, a recipe and this machine make likely; null where nothing is known. */
export type Predict = (request: Pick<RunRequest, 'architecture' | 'recipe' | 'device'>, images: ImageCounts) => Prediction | null

/** Throws a Failure when the data set is not there, the network has errors does not fit it, or the recipe cannot be trained on it. */
export function newRunRecord(
  request: RunRequest,
  dataset: DatasetState,
  identity: Identity,
  predict: Predict,
): Omit<RunRecord, 'color'> {
  const { name, architecture, recipe, device, partOf } = request
  if (dataset.status.kind !== 'ready') {
    throw new Failure('data-absent', `${dataset.name} is not on this computer.`, 'Download it in the Data view, then train.')
  }
  const lowered = lower(architecture)
  if (!lowered.ok) {
    const errors = lowered.problems.filter((problem) => problem.severity === 'error').map((problem) => problem.message)
    throw new Failure(
      'invalid-architecture',
      `${architecture.name} cannot be trained. ${errors.join(' ')}`,
      'Mend the design, then train.',
    )
  }
  const { height, width, channels, classes, trainCount } = dataset
  if (!fitsDataset(architecture, { height, width, channels, classes: classes.length })) {
    const { input, head } = architecture
    throw new Failure(
      'does-not-fit',
      `${architecture.name} takes ${input.height}×${input.width}×${input.channels} images of ${head.classes} classes; ` +
        `${dataset.name} has ${height}×${width}×${channels} images of ${classes.length}.`,
      "Set the design's input and classes to those of the data set.",
    )
  }
  const [problem] = recipeProblems(recipe, dataset)
  if (problem) {
    const mends = problem.mends.map(({ label }) => label).join(', or: ')
    throw new Failure(
      'recipe-not-possible',
      problem.message,
      mends === '' ? 'Mend the recipe, then train.' : `${mends}. Then train.`,
    )
  }
  const { parameters, macs } = analyse(lowered.graph)
  const epoch = stepsPerEpoch(trainCount, recipe)
  return {
    ...identity,
    name,
    architecture,
    dataset: dataset.id,
    recipe,
    totalSteps: lengthInSteps(recipe.length, epoch),
    stepsPerEpoch: epoch,
    parameters,
    macs,
    device,
    partOf,
    predicted: predict(request, dataset),
  }
}

/** An id that sorts by time and that a person recognises, with the time that stands beside it in lists: `20261121-143000-plain-twin-1f3c`. `random`: four hexadecimal digits. */
export function runId(name: string, time: number, random: string): string {
  const stamp = fileStamp(time)
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return [stamp, words, random].filter((part) => part !== '').join('-')
}
