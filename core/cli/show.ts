/** `show`: one run as text, its log, its checkpoints, the command that makes it again; its design and recipe as files. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { loadGallery } from '../architecture/presets.ts'
import { writeArchitecture } from '../architecture/file-format.ts'
import type { LabClient } from '../api/contract.ts'
import type { LogPart } from '../api/contract/run-files.ts'
import { runCommand } from '../api/run-command.ts'
import { isAtRest } from '../compare/run-states.ts'
import { recipePresets } from '../recipe/presets.ts'
import { isTrainedHere, type RunRecord } from '../store/run.ts'
import { dateAndTime } from '../text/date-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { libraryWords } from '../transport/library-folder.ts'
import { listCheckpoints } from './checkpoints.ts'
import { findRun, findTrainedRun } from './find-run.ts'
import { ask, snapshot } from './lab-client.ts'
import { showRun } from './runs.ts'
import { UsageError } from './usage.ts'

export interface ShowOptions {
  readonly checkpoints?: boolean
  readonly log?: boolean
  /** With the log: what is added too, until the run is at rest. */
  readonly follow?: boolean
  readonly command?: boolean
  /** Files to write. */
  readonly design?: string
  readonly recipe?: string
}

export interface ShowContext {
  readonly client: LabClient
  /** Folder of the library. */
  readonly library: string
  readonly json: boolean
  print(line: string): void
  note(line: string): void
}

/** Throws a UsageError when there is no such run, or nothing can be written where it is asked for. */
export async function show(named: string, options: ShowOptions, context: ShowContext): Promise<void> {
  const { client, json, print, note } = context
  const { design, recipe } = options
  const isAll = [design, recipe, options.checkpoints, options.command, options.log].every((one) => one === undefined)
  if (isAll) return showRun(client, (await findRun(client, named)).record.id, json, print)
  const { record } = await findTrainedRun(client, named)
  if (design !== undefined) writeNew(design, writeArchitecture(record.architecture), note)
  if (recipe !== undefined) writeNew(recipe, `${JSON.stringify(record.recipe, null, 2)}\n`, note)
  if (options.checkpoints) await listCheckpoints(client, record.id, json, print)
  if (options.command) print(await commandOfRun(record, context))
  if (options.log) await showLog(record.id, options.follow === true, context)
}

/** What is there already may be somebody's work. The same once more is no loss: the command of a run is run as often as one likes. */
function writeNew(file: string, text: string, note: (line: string) => void): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch (thrown) {
    const found = statSync(file, { throwIfNoEntry: false })
    if (!found) throw new UsageError(`${file} cannot be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    if (found.isFile() && found.size === Buffer.byteLength(text) && readFileSync(file, 'utf8') === text) return
    throw new UsageError(`${file} is there already, and is something else. Name another file.`)
  }
  note(`${visibleText(file)} was written.`)
}

async function commandOfRun(record: RunRecord, { client, library }: ShowContext): Promise<string> {
  const { dataset } = record
  const [runs, sets] = await Promise.all([snapshot(client, 'runs', {}), snapshot(client, 'datasets', {})])
  const set = sets.find(({ id }) => id === dataset)
  if (!set) throw new UsageError(`The lab knows no data set named ${dataset}.`)
  const line = runCommand({
    record,
    recordOf: (id) => runs.filter(isTrainedHere).find((run) => run.record.id === id)?.record ?? null,
    presets: await loadGallery(),
    recipes: recipePresets(),
    images: { ...set, classes: set.classes.length },
    library: libraryWords(library),
    windows: process.platform === 'win32',
  })
  if (!line.ok) throw new UsageError(`${record.name} has no command: ${line.reason}.`)
  return line.text
}

async function showLog(id: string, isFollowed: boolean, { client, json, print }: ShowContext): Promise<void> {
  let next = 0
  const readOn = async (): Promise<void> => {
    for (let part: LogPart | null = null; part === null || part.more;) {
      part = await ask(client, 'runs.readLog', { id, from: next })
      next = part.next
      for (const line of part.lines) print(json ? JSON.stringify(line) : lineText(line))
    }
  }
  await readOn()
  if (isFollowed) await untilAtRest(client, id, readOn)
  await readOn()
}

function lineText({ time, level, text }: LogPart['lines'][number]): string {
  const when = time > 0 ? `${dateAndTime(time)}  ` : ''
  return visibleText(`${when}${level === 'info' ? '' : `${level}: `}${text}`)
}

/** One look after the other. */
function untilAtRest(client: LabClient, id: string, look: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let looking = Promise.resolve()
    const end = client.subscribe(
      'run',
      { id },
      (detail) => {
        looking = looking.then(look)
        if (detail !== null && !isAtRest(detail.summary)) return
        end()
        looking.then(resolve, reject)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
}
