/** A real trainer's process on real CIFAR-10, and the rows that it has committed. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ensureDataset } from '../../../core/datasets/ensure.ts'
import { dataFolder } from '../../../core/datasets/layout.ts'
import { Failure } from '../../../core/files/failure.ts'
import { analyse } from '../../../core/graph/analysis.ts'
import { trainerEntry } from '../../../core/lab/trainer-link.ts'
import { openMetricsReader } from '../../../core/store/metrics-reader.ts'
import { createRunFolder } from '../../../core/store/run-folder.ts'
import { runtimeLocation, trainerEnvironment } from '../../../core/tensorflow/runtime-location.ts'
import type { RecipeInput } from '../../../core/recipe/recipe.ts'
import { lengthInSteps, stepsPerEpoch } from '../../../core/recipe/schedule.ts'
import { graphOf, recipeWith } from '../../engine/native.ts'
import { presetOf, type Device } from '../workload.ts'

export interface TrainedRun {
  /** When its process was started, in milliseconds since 1970. */
  readonly spawnedAt: number
  readonly stepsPerEpoch: number
  /** Of each step: when it was done, and how long it took by itself. */
  readonly steps: readonly { readonly time: number; readonly stepMs: number }[]
}

export interface TrainerRequest {
  readonly net: string
  readonly device: Device
  readonly recipe: Partial<RecipeInput>
  /** It is asked to stop when it has done so many: before an evaluation, if there is one at its end. */
  readonly stopAfter: number
  readonly folder: string
}

const betweenLooksMs = 100

/** Throws a Failure when the trainer ends before it has done its steps. */
export async function trainRun({ net, device, recipe: change, stopAfter, folder }: TrainerRequest): Promise<TrainedRun> {
  const data = dataFolder(process.env)
  const dataset = await ensureDataset('cifar10', data)
  const architecture = await presetOf(net)
  const recipe = recipeWith(change)
  const { parameters, macs } = analyse(graphOf(architecture))
  const epoch = stepsPerEpoch(dataset.train.count, recipe)
  const id = randomUUID()
  const run = join(folder, 'runs', id)
  const choice = { kind: device === 'gpu' ? 'auto' : 'cpu' } as const
  mkdirSync(join(folder, 'runs'), { recursive: true })
  createRunFolder(run, {
    id,
    name: `benchmark of ${net}`,
    architecture,
    dataset: 'cifar10',
    recipe,
    totalSteps: lengthInSteps(recipe.length, epoch),
    stepsPerEpoch: epoch,
    parameters,
    macs,
    color: 1,
    createdAt: Date.now(),
    origin: null,
    device: choice,
    predicted: null,
  })
  const spawnedAt = Date.now()
  const child = spawn(process.execPath, [trainerEntry, run], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...trainerEnvironment(runtimeLocation(), choice), STAGECRAFT_DATA: data },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  }
  let ended = false
  const end = new Promise<void>((resolve) =>
    child.once('close', () => {
      ended = true
      resolve()
    }),
  )
  const stop = (): void => void child.kill('SIGKILL')
  process.once('exit', stop)
  const reader = openMetricsReader(run)
  try {
    while (!ended && reader.steps.length < stopAfter) {
      await wait(betweenLooksMs)
      reader.refresh()
    }
    child.kill('SIGTERM')
    await end
    reader.refresh()
    if (reader.steps.length < stopAfter) {
      throw new Failure(
        'trainer-ended',
        `The trainer of ${net} ended after ${reader.steps.length} of ${stopAfter} steps. It said:\n${said.trim()}`,
        'Mend what it says and measure again.',
      )
    }
    const [times, durations] = [reader.steps.column('time'), reader.steps.column('stepMs')]
    const steps = Array.from(times, (time, index) => ({ time, stepMs: durations[index] ?? NaN }))
    return { spawnedAt, stepsPerEpoch: epoch, steps }
  } finally {
    reader.close()
    stop()
    process.off('exit', stop)
  }
}
