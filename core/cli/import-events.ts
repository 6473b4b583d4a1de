/** `import-events`: figures of runs that were trained elsewhere, from event files of TensorBoard. */
import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { LabClient } from '../api/contract.ts'
import type { EventsLook, FoundRun, FoundTag } from '../import/tensorboard/look.ts'
import { isAccuracy } from '../import/tensorboard/proposal.ts'
import { eventRunName, figuresOf } from '../api/event-figures.ts'
import { elsewhereSeries, figureWords, type ElsewhereFigure } from '../store/elsewhere.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import type { OnInterrupt } from './interrupt.ts'
import { ask } from './lab-client.ts'
import { count, counted, table } from './text.ts'
import { UsageError } from './usage.ts'

export interface ImportEventsOptions {
  /** Only tell what is there. */
  readonly preview?: boolean
  /** What is called accuracy is the share that is right, so that 100 % less it is the error. */
  readonly accuracy?: boolean
  /** `TAG=FIGURE`, of tags in any folder. */
  readonly map?: readonly string[]
  /** Of the runs, before the names of their folders. */
  readonly name?: string
}

export interface ImportEventsContext {
  readonly client: LabClient
  readonly tell: Tell
  readonly note: (line: string) => void
  readonly onInterrupt: OnInterrupt
}

/** Throws a UsageError where nothing of the folder can be a figure. */
export async function importEventFolder(
  folder: string,
  options: ImportEventsOptions,
  { client, tell, note, onInterrupt }: ImportEventsContext,
): Promise<void> {
  const [key, path] = [randomUUID(), folderAt(folder)]
  onInterrupt('Cancelling.', async () => void (await ask(client, 'events.cancel', { key })))
  const look = await ask(client, 'events.look', { key, path })
  const chosen = look.runs.map((run) => ({
    run,
    figures: figuresOf(run, options.accuracy === true, new Map(options.map?.map(readMapping))),
  }))
  if (options.preview === true) return tellLook(look, chosen, tell)
  const runs = chosen.flatMap(({ run, figures }) =>
    figures.length === 0
      ? []
      : [{ folder: run.folder, name: eventRunName(path, run.folder, options.name), figures: [...figures] }],
  )
  const withoutWord = look.runs.some((run) => run.tags.some(({ proposal }) => proposal !== null && isAccuracy(proposal)))
  if (withoutWord && options.accuracy !== true) {
    note('Tags that are called accuracy were left out: with --accuracy, 100 % less accuracy is the error.')
  }
  if (runs.length === 0) {
    throw new UsageError(
      'No tag there is known as a figure. --preview lists the tags; --map TAG=FIGURE says what one is, for example --map "Prec/top1=testError".',
    )
  }
  for (const { id, name, damage } of await ask(client, 'events.import', { key, path, runs })) {
    const figures = runs.find((run) => run.name === name)?.figures ?? []
    tell(
      { event: 'imported', run: id, name, figures, damage },
      [
        `${name} is in the library as ${id}, trained elsewhere.`,
        ...figures.map((figure) => `  ${figureWords(figure)}`),
        ...damage,
      ].join('\n'),
    )
  }
}

function readMapping(text: string): [tag: string, series: ElsewhereFigure['series']] {
  const at = text.lastIndexOf('=')
  const series = elsewhereSeries.find((one) => one === text.slice(at + 1))
  if (at > 0 && series !== undefined) return [text.slice(0, at), series]
  throw new UsageError(`--map takes TAG=FIGURE, with a figure of ${elsewhereSeries.join(', ')}; not "${text}".`)
}

function tellLook(look: EventsLook, chosen: readonly { run: FoundRun; figures: readonly ElsewhereFigure[] }[], tell: Tell): void {
  for (const { run, figures } of chosen) {
    const figureOf = ({ folder, tag }: FoundTag): ElsewhereFigure | undefined =>
      figures.find((figure) => figure.folder === folder && figure.tag === tag)
    const rows = run.tags.map((tag) => [
      tag.folder,
      tag.tag,
      count(tag.count),
      `${count(tag.firstStep)} to ${count(tag.lastStep)}`,
      String(tag.last),
      figureOf(tag)?.series ?? '–',
    ])
    tell(
      {
        event: 'found',
        folder: run.folder,
        files: run.files,
        tags: run.tags.map((tag) => ({ ...tag, figure: figureOf(tag) ?? null })),
      },
      `${run.folder === '' ? '(the folder itself)' : visibleText(run.folder)}, ${counted(run.files, 'event file')}\n` +
        table(
          ['folder', 'tag', 'values', 'steps', 'last', 'figure'],
          rows.map((row) => row.map(visibleText)),
          [2, 4],
        ),
    )
  }
  for (const text of look.damage) tell({ event: 'damaged', text }, visibleText(text))
}

function folderAt(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    throw new UsageError(`There is no folder ${path}.`)
  }
}
