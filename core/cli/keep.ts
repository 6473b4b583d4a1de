/** `pack`, `unpack` and what else is written of runs. */
import { randomUUID } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import type { LabClient } from '../api/contract.ts'
import { isAtRest } from '../compare/run-states.ts'
import { commonFileName, proposedFolder, runsFormatWords, type RunsFormat } from '../export/formats.ts'
import type { UnpackedRun } from '../import/unpack.ts'
import type { QueriedRun } from '../query/query-table.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import { findRun } from './find-run.ts'
import { followExport, type ExportFollower } from './follow-export.ts'
import type { OnInterrupt } from './interrupt.ts'
import { ask, snapshot } from './lab-client.ts'
import { counted } from './text.ts'
import { exitCode, UsageError } from './usage.ts'

export interface KeepContext extends ExportFollower {
  withLab<T>(use: (client: LabClient) => Promise<T>): Promise<T>
  readonly tell: Tell
}

/**
 * Writes runs into a file or folder; gives the exit code. `out`: a folder that is there, or the name of what is made. `finish` is called with the path
 * of what was made, before it is told of.
 */
export async function writeRunsAs(
  named: readonly string[],
  as: RunsFormat,
  out: string | undefined,
  context: KeepContext,
  finish: (path: string) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const found = await context.withLab((client) => foldersOf(client, named, as === 'pack'))
  const [first] = found
  const title = found.length === 1 && first !== undefined ? first.summary.record.name : `${counted(found.length, 'run')}`
  const names = found.map(({ summary }) => summary.record.name)
  const { folder, name } = placeOf(out, names, as)
  const made = name + runsFormatWords[as].ending
  const order = { kind: 'runs', runs: found, as, name } as const
  const result = await followExport(title, order, { folder, names: [made], inFolder: false }, context)
  if (result === null) {
    context.note('Cancelled: nothing was written.')
    return exitCode.failed
  }
  const bytes = result.files.reduce((sum, file) => sum + file.bytes, 0)
  const path = resolve(folder, made)
  await finish(path)
  context.tell(
    { event: 'written', as, runs: found.map(({ summary }) => summary.record.id), path, bytes },
    `${title} as ${runsFormatWords[as].label}: ${visibleText(path)}  ${bytesText(bytes)}`,
  )
  return exitCode.finished
}

function foldersOf(client: LabClient, named: readonly string[], atRest: boolean): Promise<QueriedRun[]> {
  return Promise.all(
    named.map(async (wanted) => {
      const run = await findRun(client, wanted)
      const { id, name } = run.record
      if (atRest && !isAtRest(run))
        throw new UsageError(`${name} is ${run.status.kind}, and its files change. Pause or stop it first.`)
      const detail = await snapshot(client, 'run', { id })
      if (detail === null) throw new UsageError(`There is no run ${wanted} any more.`)
      return { summary: detail.summary, folder: detail.folder }
    }),
  )
}

function placeOf(out: string | undefined, names: readonly string[], as: RunsFormat): { folder: string; name: string } {
  const path = resolve(out ?? '.')
  const isFolder = out === undefined || /[\\/]$/.test(out) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const { ending } = runsFormatWords[as]
  if (isFolder) return { folder: path, name: ending === '' ? proposedFolder(names, as) : commonFileName(names) }
  return { folder: dirname(path), name: ending !== '' && extname(path) === ending ? basename(path, ending) : basename(path) }
}

const there: Readonly<Record<'library' | 'bin', string>> = {
  library: 'is in the library already, and was left as it is',
  bin: 'is in the bin: restore it from there, or purge it and unpack again',
}

export interface UnpackContext {
  readonly client: LabClient
  readonly tell: Tell
  readonly onInterrupt: OnInterrupt
}

/** Brings the runs of a file into the library, and tells of each. */
export async function unpackFile(file: string, { client, tell, onInterrupt }: UnpackContext): Promise<void> {
  const key = randomUUID()
  onInterrupt('Cancelling: nothing is kept.', async () => void (await ask(client, 'runs.cancelUnpack', { key })))
  for (const run of await ask(client, 'runs.unpack', { key, path: fileAt(file) })) tellUnpacked(run, tell)
}

function tellUnpacked({ id, name, outcome }: UnpackedRun, tell: Tell): void {
  const words = outcome === 'new' ? `is in the library as ${id}` : there[outcome]
  tell({ event: 'unpacked', run: id, name, outcome }, `${name} ${words}.`)
}

function fileAt(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    throw new UsageError(`There is no file ${path}.`)
  }
}
