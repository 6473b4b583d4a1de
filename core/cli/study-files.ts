/** Studies as files: exported with what was found, taken into another library, and planned for other schedulers. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { LabClient } from '../api/contract.ts'
import { isAtRest } from '../compare/run-states.ts'
import { writeArchitecture } from '../architecture/file-format.ts'
import { unwritable } from '../export/unwritable.ts'
import { writeDurably } from '../files/durable.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { KeptStudy } from '../store/studies.ts'
import { cellsOf } from '../study/cells.ts'
import { readKeptStudy } from '../study/study-file.ts'
import type { Study } from '../study/study.ts'
import { shellWord } from '../text/shell-word.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import { detailOf } from './find-study.ts'
import { unpackFile, writeRunsAs, type KeepContext } from './keep.ts'
import { ask } from './lab-client.ts'
import { figurePainter, reportPrinter } from './print-report.ts'
import type { OnInterrupt } from './interrupt.ts'
import { exitCode, UsageError } from './usage.ts'

/** In the folder of an exported study: the study as it is kept, and its runs packed. */
const keptFile = 'kept.json'
const runsFile = 'runs.stagecraft-runs'

export const figureFormats = ['svg', 'csv', 'png'] as const
export type FigureFormat = (typeof figureFormats)[number]

export interface ExportedStudy {
  /** What it has trained too. */
  readonly runs: boolean
  /** SVG is there whether it is asked for or not: the report in Markdown shows it. */
  readonly figures: readonly FigureFormat[]
  readonly pdf: boolean
  readonly keep: KeepContext
}

/** Writes what a study asked and found into a new folder. Gives the exit code. */
export async function exportStudy(
  client: LabClient,
  named: string,
  folder: string,
  { runs, figures, pdf, keep }: ExportedStudy,
): Promise<number> {
  // What cannot be printed here is said before anything is written.
  const made = [...(figures.includes('png') ? [figurePainter()] : []), ...(pdf ? [reportPrinter()] : [])]
  const detail = await detailOf(client, named)
  const { files } = await ask(client, 'studies.report', { id: detail.id })
  const written = files.filter(({ name }) => figures.includes('csv') || !/^figure-.*\.csv$/.test(name))
  writeFiles(folder, written)
  for (const make of made) await make(folder)
  keep.tell({ event: 'exported', study: detail.id, folder }, `Written into ${visibleText(folder)}.`)
  const ended = detail.cells.flatMap(({ run }) => (run !== null && isAtRest(run) ? [run.record.id] : []))
  return runs && ended.length > 0 ? writeRunsAs(ended, 'pack', join(folder, runsFile), keep) : exitCode.finished
}

export interface ImportContext {
  readonly client: LabClient
  readonly tell: Tell
  readonly onInterrupt: OnInterrupt
}

/** Brings a study into the library: `path` is a folder that `study export` wrote, or its file of the study alone. Runs beside it come first. */
export async function importStudy(path: string, context: ImportContext): Promise<void> {
  const { client, tell } = context
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const kept = readKept(isFolder ? join(path, keptFile) : path)
  const packed = isFolder ? join(path, runsFile) : null
  if (packed !== null && existsSync(packed)) await unpackFile(packed, context)
  const { id, outcome, missing } = await ask(client, 'studies.import', { kept })
  const { name } = kept.study
  const left = missing === 0 ? 'all of its runs are here' : `${missing} of its runs are not here; study resume trains them`
  const words = outcome === 'new' ? `is in the library as ${id}: ${left}` : 'is in the library already, and was left as it is'
  tell({ event: 'imported', study: id, outcome, missing }, visibleText(`${name} ${words}.`))
}

function readKept(path: string): KeptStudy {
  if (!existsSync(path))
    throw new UsageError(`There is no file ${path}: name a folder that study export wrote, or its ${keptFile}.`)
  try {
    const read = readKeptStudy(JSON.parse(readFileSync(path, 'utf8')))
    if (read.ok) return read.value
    const hint =
      basename(path) === keptFile ? '' : ` study new begins one from a study.json; study import takes the ${keptFile} beside it.`
    throw new UsageError(`${path} is no exported study that can be taken. ${read.reason}${hint}`)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new UsageError(`${path} is no JSON: ${thrown.message}.`)
    throw thrown
  }
}

/**
 * Writes every design and recipe of a study into a folder, and prints a command a run, for any other scheduler: `command` is what a person types to reach this
 * library. Its runs are taken by a study of the same, begun here later.
 */
export function planStudy(study: Study, folder: string, command: (words: string) => string, print: (line: string) => void): void {
  makeFolder(folder)
  const files = study.variants.map(({ architecture, recipe }, at) => {
    const [design, settings] = [resolve(folder, `variant-${at + 1}.json`), resolve(folder, `recipe-${at + 1}.json`)]
    writeDurably(design, writeArchitecture(architecture))
    writeDurably(settings, `${JSON.stringify(recipe, null, 2)}\n`)
    return { design, settings }
  })
  for (const { variant, seed, name } of cellsOf(study)) {
    const file = files[study.variants.indexOf(variant)]
    if (file === undefined) continue
    const of = ['--data', study.dataset, '--recipe', file.settings, '--seed', String(seed), ...deviceWords(study.device)]
    const words = ['train', file.design, ...of, '--name', name]
    print(command(words.map((word) => shellWord(word, process.platform === 'win32')).join(' ')))
  }
}

function deviceWords(device: DeviceChoice): string[] {
  if (device.kind === 'auto') return []
  return ['--device', device.kind === 'cpu' ? 'cpu' : `gpu:${device.gpus.join(',')}`]
}

/** Into a new folder; where the disk has no room for all of them, none is left. */
function writeFiles(folder: string, files: readonly { readonly name: string; readonly content: string }[]): void {
  makeFolder(folder)
  try {
    for (const { name, content } of files) writeDurably(join(folder, name), content)
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw unwritable(thrown, folder)
  }
}

function makeFolder(folder: string): void {
  if (existsSync(folder)) throw new UsageError(`${folder} is there already: name another folder with --out.`)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (thrown) {
    throw unwritable(thrown, folder)
  }
}
