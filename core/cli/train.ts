/** `train`: queue networks, watch them, and say what became of each. */
import type { Architecture } from '../architecture/architecture.ts'
import { fitDataset, fitsDataset, type ImageFormat } from '../architecture/fit-dataset.ts'
import { lower } from '../architecture/lower.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { nameWith } from '../text/names.ts'
import { findRun } from './find-run.ts'
import { cancelsDownload, getDataset } from './get-dataset.ts'
import { ask, snapshot } from './lab-client.ts'
import { findNetwork } from './networks.ts'
import { recipeFrom, type RecipeOptions } from './recipe-options.ts'
import { UsageError } from './usage.ts'
import { watchToTheEnd, type TrainContext, type WatchedRun } from './watch.ts'

export interface TrainOptions extends RecipeOptions {
  data: DatasetId
  device: DeviceChoice
  name?: string
  /** A run that must have finished before. */
  after?: string
}

/** Trains the networks one after the other and gives the exit code: 0 when every run finished. */
export async function trainNetworks(names: readonly string[], options: TrainOptions, context: TrainContext): Promise<number> {
  const { client, output, note } = context
  const networks = await Promise.all(names.map(trainable))
  const dataset = (await snapshot(client, 'datasets', {})).find((entry) => entry.id === options.data)
  if (!dataset) throw new UsageError(`The lab knows no data set named ${options.data}.`)
  const recipe = recipeFrom(options, options.data, dataset)
  const images = { ...dataset, classes: dataset.classes.length }
  const asked = networks.map(({ title, architecture }) => {
    const fitted = fit(architecture, images, dataset.name, note)
    return { title, architecture: fitted, name: runName(options.name, fitted.name, networks.length) }
  })

  const after = options.after === undefined ? undefined : (await findRun(client, options.after)).record.id
  const { slow } = await snapshot(client, 'lab', {})
  if (slow) note(`${slow.reason} ${slow.remedy}`)
  context.onInterrupt(cancelsDownload, async () => void (await ask(client, 'datasets.cancel', { id: options.data })))
  await getDataset(client, options.data, (state) => output.dataset(state))
  const { ids } = await ask(client, 'runs.start', {
    runs: asked.map(({ name, architecture }) => ({
      name,
      architecture,
      dataset: options.data,
      recipe,
      device: options.device,
    })),
    after,
  })
  const records = (await snapshot(client, 'runs', {})).map(({ record }) => record)
  const runs = new Map<string, WatchedRun>()
  for (const [index, { title, name }] of asked.entries()) {
    const id = ids[index]
    if (id === undefined) throw new Error('The lab queued fewer runs than it was asked for.')
    runs.set(id, { title, before: null })
    const predicted = records.find((record) => record.id === id)?.predicted ?? null
    output.queued({ id, name, architecture: title, position: index + 1, predicted })
  }
  return watchToTheEnd(runs, context)
}

/** The network of that name, if it can be trained. */
export async function trainable(name: string): Promise<{ title: string; architecture: Architecture }> {
  const network = await findNetwork(name)
  if (!network.ok)
    throw new UsageError(`${name} is not a valid design. ${network.problems.map((problem) => problem.message).join(' ')}`)
  return network
}

/** The network for these images and classes, with a note where it was for others. Throws a UsageError when it cannot be trained then. */
export function fit(
  architecture: Architecture,
  images: ImageFormat,
  dataset: string,
  note: (line: string) => void,
): Architecture {
  const fitted = fitDataset(architecture, images)
  if (!fitsDataset(architecture, images)) {
    note(
      `${architecture.name}: input and classes changed to ${images.height}×${images.width}×${images.channels} and ${images.classes}, as ${dataset} has them.`,
    )
  }
  const lowered = lower(fitted)
  if (lowered.ok) return fitted
  const errors = lowered.problems.filter((problem) => problem.severity === 'error')
  throw new UsageError(`${architecture.name} cannot be trained. ${errors.map((problem) => problem.message).join(' ')}`)
}

function runName(given: string | undefined, architecture: string, runs: number): string {
  if (given === undefined) return architecture
  return runs === 1 ? given : nameWith(given, `, ${architecture}`)
}
