/** `try`: puts one batch through untrained networks, and says whether they are worth a night. */
import type { LabClient } from '../api/contract.ts'
import type { FirstBatchState } from '../api/contract/first-batch.ts'
import type { Architecture } from '../architecture/architecture.ts'
import { fitsDataset } from '../architecture/fit-dataset.ts'
import { datasetNames } from '../datasets/names.ts'
import type { DatasetState } from '../datasets/describe.ts'
import { usualBatch } from '../graph/activation-memory.ts'
import type { FirstBatchSettings } from '../recipe/first-batch.ts'
import { getDataset } from './get-dataset.ts'
import type { OnInterrupt } from './interrupt.ts'
import { ask, snapshot } from './lab-client.ts'
import { findDesign } from './networks.ts'
import { duration } from './text.ts'
import { fit } from './train.ts'
import { asJson, asText, type Tried } from './try-output.ts'
import { exitCode, UsageError } from './usage.ts'

export interface TryOptions {
  data?: FirstBatchSettings['images']
  batch?: number
  precision: FirstBatchSettings['precision']
  seed: number
}

export interface TryContext {
  readonly client: LabClient
  /** Folder of the library, whose designs may be named too. */
  readonly library: string
  readonly json: boolean
  print(line: string): void
  note(line: string): void
  readonly onInterrupt: OnInterrupt
  /** Milliseconds from any beginning. */
  now(): number
}

/** Progress is told this often. */
const betweenNotesMs = 2000

/** Tries one network after the other and gives the exit code: 0 when each gave its numbers, whatever they say. */
export async function tryNetworks(names: readonly string[], options: TryOptions, context: TryContext): Promise<number> {
  const { client, json, print, note } = context
  const datasets = await snapshot(client, 'datasets', {})
  const asked: { title: string; architecture: Architecture; settings: FirstBatchSettings }[] = []
  for (const name of names) {
    const network = await findDesign(name, context.library)
    if (!network.ok)
      throw new UsageError(`${name} is not a valid design. ${network.problems.map(({ message }) => message).join(' ')}`)
    const { architecture, images } = await imagesFor(network.architecture, options.data, datasets, context)
    const batchSize = options.batch ?? usualBatch(architecture.input.height)
    asked.push({
      title: network.title,
      architecture,
      settings: { images, batchSize, precision: options.precision, seed: options.seed },
    })
  }
  let complete = true
  for (const { title, architecture, settings } of asked) {
    const { id } = await ask(client, 'firstBatch.start', { architecture, settings })
    context.onInterrupt('Cancelling.', async () => void (await ask(client, 'firstBatch.cancel', { id })))
    const end = await lastState(id, title, context)
    if (end?.kind === 'done') {
      const tried: Tried = { title, settings, ...end }
      print(json ? asJson(tried) : asText(tried))
      continue
    }
    complete = false
    const why = end === null ? 'The lab was started anew meanwhile. Try again.' : whyNot(end)
    if (json) print(JSON.stringify({ network: title, event: end?.kind ?? 'lost', reason: why }))
    else note(`${title}: ${why}`)
    if (end?.kind === 'cancelled') break
  }
  return complete ? exitCode.finished : exitCode.failed
}

/** The images to try it on, and the network, changed to take them where they were named. */
async function imagesFor(
  architecture: Architecture,
  named: FirstBatchSettings['images'] | undefined,
  datasets: readonly DatasetState[],
  { client, note }: TryContext,
): Promise<{ architecture: Architecture; images: FirstBatchSettings['images'] }> {
  if (named === 'noise') return { architecture, images: named }
  const formatOf = (dataset: DatasetState) => ({ ...dataset, classes: dataset.classes.length })
  if (named !== undefined) {
    const dataset = await getDataset(client, named, () => undefined)
    return { architecture: fit(architecture, formatOf(dataset), dataset.name, note), images: named }
  }
  const fitting = datasets.filter((dataset) => fitsDataset(architecture, formatOf(dataset)))
  const here = fitting.find(({ status }) => status.kind === 'ready')
  if (here) return { architecture, images: here.id }
  const [absent] = fitting
  throw new UsageError(
    absent
      ? `${datasetNames[absent.id]} fits ${architecture.name} and is not on this computer. --data ${absent.id} downloads it; --data noise tries it on noise.`
      : `No data set here fits ${architecture.name}. --data noise tries it on noise; --data with a data set's name changes its input and classes for the try.`,
  )
}

type End = Exclude<FirstBatchState, { kind: 'waiting' | 'running' }>

function whyNot(end: Exclude<End, { kind: 'done' }>): string {
  return end.kind === 'cancelled' ? 'Cancelled.' : `${end.reason} ${end.remedy}`
}

/** What came of it; null where the lab does not know it any more. */
function lastState(id: string, title: string, { client, json, note, now }: TryContext): Promise<End | null> {
  return new Promise((resolve, reject) => {
    let told = now()
    const stop = client.subscribe(
      'firstBatch',
      { id },
      (state) => {
        if (state?.kind === 'waiting') return
        if (state?.kind === 'running') {
          if (json || state.remainingMs === null || now() - told < betweenNotesMs) return
          told = now()
          note(`${title}: ${state.done} of ${state.total} parts done, ${duration(state.remainingMs)} left`)
          return
        }
        stop()
        resolve(state)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
}
