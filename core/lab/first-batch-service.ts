/**
 * Tries of one batch, each in a process of its own and one after the other, so that they are not measured with each other. What came of the newest
 * is kept until the lab ends; nothing else hangs on it.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { fitsDataset } from '../architecture/fit-dataset.ts'
import { lower } from '../architecture/lower.ts'
import type { Architecture } from '../architecture/architecture.ts'
import type { FirstBatchState } from '../api/contract/first-batch.ts'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { Failure } from '../files/failure.ts'
import { firstBatchRecipe, type FirstBatchSettings } from '../recipe/first-batch.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import type { FirstBatchMessage, FirstBatchTask } from '../training/first-batch/messages.ts'
import { memoryKills } from './memory-kills.ts'
import type { ImageCounts, Predict } from './new-run.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface FirstBatchService {
  readonly calls: Pick<LabHandlers['calls'], 'firstBatch.start' | 'firstBatch.cancel'>
  readonly streams: Pick<LabHandlers['streams'], 'firstBatch'>
  readonly changed: Signal
  readonly busy: boolean
  close(): void
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
  state: FirstBatchState
}

export function createFirstBatchService(options: FirstBatchOptions): FirstBatchService {
  const tries = new Map<string, Try>()
  const changed = createSignal()
  let newest = 0
  let under: { readonly one: Try; readonly child: ChildProcess } | null = null

  const settle = (one: Try, state: FirstBatchState): void => {
    one.state = state
    changed.emit()
  }
  const next = (): void => {
    if (under !== null) return
    const waiting = [...tries.values()].find(({ state }) => state.kind === 'waiting')
    if (waiting === undefined) return
    under = { one: waiting, child: spawn(waiting) }
    changed.emit()
  }

  const spawn = (one: Try): ChildProcess => {
    const { architecture, settings } = one
    const begun = performance.now()
    const killsBefore = memoryKills()
    const shared = options.isTraining()
    one.state = { kind: 'running', done: 0, total: 0, remainingMs: null }
    const child = fork(options.entry, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: options.environment({ kind: 'auto' }),
      serialization: 'advanced',
    })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
    child.on('message', (message: FirstBatchMessage) => {
      if (one.state.kind !== 'running') return
      switch (message.kind) {
        case 'progress': {
          const { done, total } = message
          const remainingMs = done > 0 ? ((performance.now() - begun) / done) * (total - done) : null
          return settle(one, { kind: 'running', done, total, remainingMs })
        }
        case 'done':
          return settle(one, {
            kind: 'done',
            firstBatch: message.firstBatch,
            predicted: options.predict(requestOf(one), countsOf(options, one)),
            shared: shared || options.isTraining(),
          })
        case 'failed':
          return settle(one, { kind: 'failed', reason: message.reason, remedy: message.remedy })
      }
    })
    child.once('error', (error) => (said = error.message))
    child.once('close', (code, signal) => {
      const memory = killsBefore !== null && (memoryKills() ?? 0) > killsBefore
      if (one.state.kind === 'running') settle(one, endedEarly(settings, signal ?? `code ${code ?? '?'}`, memory, said))
      under = null
      changed.emit()
      next()
    })
    const task: FirstBatchTask = { architecture, settings, data: options.data }
    child.send(task, (error) => (said = error?.message ?? said))
    return child
  }

  return {
    calls: {
      'firstBatch.start'({ architecture, settings }) {
        requirePossible(options, architecture, settings)
        newest += 1
        const id = `${Date.now().toString(36)}-${newest}`
        tries.set(id, { architecture, settings, state: { kind: 'waiting' } })
        for (const [old, { state }] of tries) {
          if (tries.size <= mostKept) break
          if (state.kind !== 'waiting' && state.kind !== 'running') tries.delete(old)
        }
        next()
        changed.emit()
        return { id }
      },
      'firstBatch.cancel'({ id }) {
        const one = tries.get(id)
        if (one === undefined || (one.state.kind !== 'waiting' && one.state.kind !== 'running')) return null
        settle(one, { kind: 'cancelled' })
        // A step of TensorFlow hears nothing until it is done.
        if (under?.one === one) under.child.kill('SIGKILL')
        return null
      },
    },
    streams: {
      firstBatch: ({ id }, onChange) => viewOf(() => tries.get(id)?.state ?? null, changed.watch(onChange)),
    },
    changed,
    get busy() {
      return under !== null
    },
    close: () => under?.child.kill('SIGKILL'),
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

/** The process ended and had not said why. */
function endedEarly({ batchSize }: FirstBatchSettings, how: string, memory: boolean, said: string): FirstBatchState {
  if (memory) {
    return {
      kind: 'failed',
      reason: `Memory ran out, and the system ended the try for it: a batch of ${batchSize} takes more than there is.`,
      remedy: 'Try a smaller batch, or close other programs.',
    }
  }
  const last = said.trim().split('\n').at(-1) ?? ''
  return {
    kind: 'failed',
    reason: `The process that tried it ended by itself (${how}). ${last}`.trim(),
    remedy: 'Nothing else is touched. A smaller batch tells whether it was memory.',
  }
}
