/** A library in a temporary folder, its lab in a process of its own, and a client that starts it again whenever it is gone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLabClient, type ClosableLabClient } from '../../../core/api/client.ts'
import { connectOrStartLab, type LabStart } from '../../../core/transport/connect-lab.ts'
import type {
  CallName,
  CallParameters,
  CallResults,
  StreamName,
  StreamParameters,
  StreamValues,
} from '../../../core/api/contract.ts'
import { messagesOver } from '../../../core/transport/frames.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { openMetricsReader } from '../../../core/store/metrics-reader.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { released } from './held-run.ts'

export interface LabUnderTest {
  readonly folder: string
  readonly start: LabStart
  readonly client: ClosableLabClient
  /** The value of a call; its failure is a failure of the test. */
  ask<N extends CallName>(name: N, parameters: CallParameters<N>): Promise<CallResults[N]>
  /** The first value of a stream that is as wanted. */
  until<N extends StreamName>(
    name: N,
    parameters: StreamParameters<N>,
    wanted: (value: StreamValues[N]) => boolean,
  ): Promise<StreamValues[N]>
  /** Queues runs, by name; the name says what the counting trainer does. A step takes 1,000 images. */
  train(names: readonly string[], steps: number): Promise<string[]>
  /** The same for one that is to follow another. */
  trainAfter(after: string, name: string, steps: number): Promise<string[]>
  /** Waits until so many steps of a run are committed. */
  reaches(id: string, step: number): Promise<void>
  /** Lets a run named "held" go on. */
  release(id: string): void
  ended(id: string): Promise<RunSummary>
  /** Waits until the trainer of a run has done a step, and gives its process id. */
  trainerAtWork(id: string): Promise<number>
  /** Processes that have served this library, oldest first. */
  labs(): number[]
  /** Ends lab and trainers and removes the folder. */
  close(): Promise<void>
}

/** In a new folder, or in one that another lab had before. */
export function openLabUnderTest(folder = mkdtempSync(join(tmpdir(), 'stagecraft-lab-'))): LabUnderTest {
  const start: LabStart = {
    libraryFolder: folder,
    node: process.execPath,
    entry: fileURLToPath(new URL('./counting-lab.ts', import.meta.url)),
  }
  const client = createLabClient(async () => messagesOver(await connectOrStartLab(start)))

  const trainRuns = async (names: readonly string[], steps: number, after?: string): Promise<string[]> => {
    const preset = await loadPreset('resnet-20')
    const [recipe] = recipePresets()
    if (!preset || !recipe) throw new Error('no preset, no recipe')
    const architecture = fitDataset(preset, { height: 28, width: 28, channels: 1, classes: 10 })
    const { ids } = await lab.ask('runs.start', {
      runs: names.map((name): CallParameters<'runs.start'>['runs'][number] => ({
        name,
        architecture,
        dataset: 'mnist',
        recipe: {
          ...recipe.recipe,
          batchSize: 1000,
          learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
          length: { unit: 'steps', value: steps },
          evaluation: { unit: 'steps', value: 1_000_000 },
          checkpoints: { ...recipe.recipe.checkpoints, every: { unit: 'steps', value: 1_000_000 } },
        },
        device: { kind: 'cpu' },
      })),
      after,
    })
    return ids
  }

  const lab: LabUnderTest = {
    folder,
    start,
    client,
    async ask(name, parameters) {
      const reply = await client.call(name, parameters)
      if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`)
      return reply.value
    },
    until(name, parameters, wanted) {
      return new Promise((resolve, reject) => {
        const stop = client.subscribe(
          name,
          parameters,
          (value) => {
            if (!wanted(value)) return
            stop()
            resolve(value)
          },
          (error) => reject(new Error(error.message)),
        )
      })
    },
    train: (names, steps) => trainRuns(names, steps),
    trainAfter: (after, name, steps) => trainRuns([name], steps, after),
    async reaches(id, step) {
      await lab.until('run', { id }, (run) => run?.summary.status.kind === 'running' && run.summary.status.step >= step)
    },
    release: (id) => writeFileSync(released(join(folder, 'runs', id)), ''),
    async ended(id) {
      const detail = await lab.until(
        'run',
        { id },
        (value) => value !== null && !['queued', 'running'].includes(value.summary.status.kind),
      )
      if (detail === null) throw new Error(`no run ${id}`)
      return detail.summary
    },
    async trainerAtWork(id) {
      const detail = await lab.until(
        'run',
        { id },
        (value) => value?.summary.status.kind === 'running' && (value.summary.trainLoss ?? 0) > 0,
      )
      const metrics = openMetricsReader(detail?.folder ?? '')
      metrics.refresh()
      const pid = metrics.attempts.at(-1)?.pid
      metrics.close()
      if (pid === undefined) throw new Error(`run ${id} has no trainer`)
      return pid
    },
    labs: () =>
      [...readFileSync(join(folder, 'lab.log'), 'utf8').matchAll(/Serving .* process (\d+)\./g)].map(([, pid]) => Number(pid)),
    async close() {
      await client.call('lab.close', { training: 'stop' })
      client.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
  return lab
}
