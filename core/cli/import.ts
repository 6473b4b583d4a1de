/** `import`: a run that begins with the weights of a file. */
import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { DatasetId } from '../datasets/dataset.ts'
import type { ImportReport } from '../import/report.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { nameWith } from '../text/names.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import { cancelsDownload, getDataset } from './get-dataset.ts'
import { ask, snapshot } from './lab-client.ts'
import { recipeFrom, type RecipeOptions } from './recipe-options.ts'
import { count } from './text.ts'
import { fit, trainable } from './train.ts'
import { exitCode, UsageError } from './usage.ts'
import { watch, type TrainContext } from './watch.ts'

export interface ImportOptions extends RecipeOptions {
  as: string
  data: DatasetId
  device: DeviceChoice
  name?: string
  evaluation: boolean
}

/**
 * Makes the run, tells what became of each tensor, and evaluates it. Gives the exit code: 1 where it could not be evaluated. Throws a UsageError, or a
 * Failure where the weights are not taken.
 */
export async function importRun(weights: string, options: ImportOptions, context: TrainContext, tell: Tell): Promise<number> {
  const { client, command, output, note } = context
  const { architecture } = await trainable(options.as)
  const path = fileAt(weights)
  const dataset = (await snapshot(client, 'datasets', {})).find((entry) => entry.id === options.data)
  if (!dataset) throw new UsageError(`The lab knows no data set named ${options.data}.`)
  const fitted = fit(architecture, { ...dataset, classes: dataset.classes.length }, dataset.name, note)
  const name = options.name ?? nameWith(fitted.name, ', imported')
  const recipe = recipeFrom(options, options.data, dataset)
  context.onInterrupt(cancelsDownload, async () => void (await ask(client, 'datasets.cancel', { id: options.data })))
  await getDataset(client, options.data, (state) => output.dataset(state))
  const key = randomUUID()
  const { evaluation: evaluate, device } = options
  context.onInterrupt('Cancelling: nothing is kept.', async () => void (await ask(client, 'weights.cancel', { key })))
  const wanted = { key, path, name, architecture: fitted, dataset: options.data, recipe, device, evaluate }
  const { id, report } = await ask(client, 'runs.import', wanted)
  const resume = command(`resume ${id}`)
  tell({ event: 'imported', run: id, name, ...report }, reportText(name, report))
  if (!evaluate) {
    note(`It is paused at step 0. To evaluate it there and train on: ${resume}`)
    return exitCode.finished
  }
  context.onInterrupt('Pausing it, not evaluated yet.', async () => void (await ask(client, 'runs.pause', { id })))
  const [ended] = await watch(client, new Map([[id, { title: fitted.name, before: null }]]), output)
  const isPaused = ended?.summary.status.kind === 'paused'
  if (isPaused) note(`It is paused at step 0. To train on: ${resume}`)
  return isPaused ? exitCode.finished : exitCode.failed
}

/** Through links: a cache of downloads holds its files behind them. */
function fileAt(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    throw new UsageError(`There is no file ${path}.`)
  }
}

function reportText(name: string, { taken, adapted, refused }: ImportReport): string {
  return [
    `${visibleText(name)} begins with weights of the file: ${count(taken.length)} tensors as they are.`,
    ...grouped('adapted', adapted),
    ...grouped('refused', refused),
  ].join('\n')
}

/** One line for all that have the same reason. */
function grouped(word: string, lines: ImportReport['adapted']): string[] {
  const names = new Map<string, string[]>()
  for (const { name, reason } of lines) names.set(reason, [...(names.get(reason) ?? []), name])
  return [...names].map(([reason, [first = '', ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${count(others.length)} more`
    return visibleText(`${word}  ${first}${more}: ${reason}`)
  })
}
