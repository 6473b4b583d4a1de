/**
 * Tries of one batch, each in a process of its own and one after the other, so that they are not measured with each other. What came of the newest
 * is kept until the lab ends; nothing else hangs on it.
 */
import { fileURLToPath } from 'node:url'
import { fitsDataset } from '../architecture/fit-dataset.ts'
import { lower } from '../architecture/lower.ts'
import type { Architecture } from '../architecture/architecture.ts'
import type { FirstBatchState } from '../api/contract/first-batch.ts'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { Failure } from '../files/failure.ts'
import type { FirstBatch } from '../graph/first-batch.ts'
import { firstBatchRecipe, type FirstBatchSettings } from '../recipe/first-batch.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import type { FirstBatchTask } from '../training/first-batch/task.ts'
import { outOfMemory } from '../training/out-of-memory.ts'
import { startWork, type EndedEarly } from '../work/start-work.ts'
import type { Progress } from '../work/work-message.ts'
import type { ImageCounts, Predict } from './new-run.ts'
import { viewOf } from './views.ts'
import { createWorkLine, type LineWork, type WorkLine } from './work-line.ts'

export interface FirstBatchService extends Pick<WorkLine<unknown, unknown>, 'changed' | 'busy' | 'close'> {
  readonly calls: Pick<LabHandlers['calls'], 'firstBatch.start' | 'firstBatch.cancel'>
  readonly streams: Pick<LabHandlers['streams'], 'firstBatch'>
}

export interface FirstBatchOptions {
  /** Script that tries a batch: core/training/first-batch/first-batch-main.ts. */
  readonly entry: string
  /** Folder of the decoded data sets. */
  readonly data: string
  dataset(id: DatasetId): DatasetState
  predict: Predict
  runtime(): RuntimeLocation
  environment(device: DeviceChoice): NodeJS.ProcessEnv
  /** Whether a run trains, and is measured with it. */
  isTraining(): boolean
}

export const firstBatchEntry = fileURLToPath(new URL('../training/first-batch/first-batch-main.ts', import.meta.url))

/** Tries whose state is kept: more than any window shows at once. */
const mostKept = 32

interface Try {
  readonly architecture: Architecture
  readonly settings: FirstBatchSettings
}

export function createFirstBatchService(options: FirstBatchOptions): FirstBatchService {
  const line = createWorkLine<Try, Tried>({ what: 'first batch', mostKept, begin: (one, told) => begin(options, one, told) })
  return {
    ...line,
    get busy() {
      return line.busy
    },
    calls: {
      'firstBatch.start'({ architecture, settings }) {
        requirePossible(options, architecture, settings)
        return { id: line.add({ architecture, settings }) }
      },
      'firstBatch.cancel'({ id }) {
        line.cancel(id)
        return null
      },
    },
    streams: {
      firstBatch: ({ id }, onChange) => viewOf(() => line.stateOf(id), line.changed.watch(onChange)),
    },
  }
}

type Tried = Omit<Extract<FirstBatchState, { kind: 'done' }>, 'kind'>

function begin(options: FirstBatchOptions, one: Try, told: (done: number, total: number) => void): LineWork<Tried> {
  const { entry, data, environment, predict, isTraining } = options
  const shared = isTraining()
  const { end, cancel } = startWork<FirstBatchTask, Progress, FirstBatch>(
    entry,
    { ...one, data },
    {
      environment: environment({ kind: 'auto' }),
      told: ({ done, total }) => told(done, total),
      early: (how) => early(one.settings, how),
    },
  )
  return {
    end: end.then((firstBatch) =>
      firstBatch === null
        ? null
        : { firstBatch, predicted: predict(requestOf(one), countsOf(options, one)), shared: shared || isTraining() },
    ),
    cancel,
  }
}

function requestOf({ architecture, settings }: Try) {
  return { architecture, recipe: firstBatchRecipe(settings), device: { kind: 'auto' } as const }
}

/** Noise is as many images as a batch has, and one to evaluate. */
function countsOf(options: FirstBatchOptions, { architecture: { input }, settings }: Try): ImageCounts {
  return settings.images === 'noise'
    ? { ...input, trainCount: settings.batchSize, testCount: 1 }
    : options.dataset(settings.images)
}

/** Throws a Failure that says why it cannot be tried. */
function requirePossible(options: FirstBatchOptions, architecture: Architecture, settings: FirstBatchSettings): void {
  const location = options.runtime()
  if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
  const lowered = lower(architecture)
  if (!lowered.ok) {
    const errors = lowered.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)
    throw new Failure(
      'invalid-architecture',
      `${architecture.name} cannot be tried. ${errors.join(' ')}`,
      'Mend the design first.',
    )
  }
  if (settings.images === 'noise') return
  const { name, status, height, width, channels, classes, trainCount } = options.dataset(settings.images)
  const noise = 'Or try it on noise.'
  if (status.kind !== 'ready') {
    throw new Failure('data-absent', `${name} is not on this computer.`, `Download it in the Data view. ${noise}`)
  }
  if (!fitsDataset(architecture, { height, width, channels, classes: classes.length })) {
    const { input, head } = architecture
    throw new Failure(
      'does-not-fit',
      `${architecture.name} takes ${input.height}×${input.width}×${input.channels} images of ${head.classes} classes; ` +
        `${name} has ${height}×${width}×${channels} images of ${classes.length}.`,
      `Set the design's input and classes to those of the data set. ${noise}`,
    )
  }
  if (settings.batchSize > trainCount) {
    throw new Failure(
      'batch-too-large',
      `${name} has ${trainCount} images to train on, fewer than ${settings.batchSize}.`,
      'Try a smaller batch.',
    )
  }
}

function early({ batchSize }: FirstBatchSettings, { how, memory, lastLine }: EndedEarly): Failure {
  return memory
    ? new Failure(
        outOfMemory,
        `Memory ran out, and the system ended the try for it: a batch of ${batchSize} takes more than there is.`,
        'Try a smaller batch, or close other programs.',
      )
    : new Failure(
        'first-batch-ended',
        `The process that tried it ended by itself (${how}). ${lastLine}`.trim(),
        'Nothing else is touched. A smaller batch tells whether it was memory.',
      )
}
