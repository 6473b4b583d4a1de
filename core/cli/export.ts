/** `export`: a network as PyTorch, Keras, ONNX, SavedModel or JSON. */
import { statSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { LabClient } from '../api/contract.ts'
import type { WhatToWrite } from '../export/export.ts'
import { filePaths } from '../export/files.ts'
import { exportFormats, fileName, formatWords, type ExportFormat, type ExportResult } from '../export/formats.ts'
import type { ExportSource } from '../export/task.ts'
import { dataFolder } from '../datasets/layout.ts'
import type { WantedCheckpoint } from '../store/wanted-checkpoint.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { findRun } from './find-run.ts'
import { followExport, type ExportFollower } from './follow-export.ts'
import { snapshot } from './lab-client.ts'
import { numberWithin } from './number-option.ts'
import { findDesign, type NamedNetwork } from './networks.ts'
import { exitCode, UsageError } from './usage.ts'

export interface ExportOptions {
  readonly to: ExportFormat
  readonly out?: string
  readonly checkpoint?: WantedCheckpoint
  readonly features?: boolean
}

const step = numberWithin({ whole: true, min: 0, max: 100_000_000 })

/** Adds what `export` takes. */
export function withExportOptions(command: Command): Command {
  return command
    .addOption(new Option('--to <format>', 'what to write').choices(exportFormats).makeOptionMandatory())
    .option('--out <path>', 'file to write, whose name others beside it share (default: in this folder, after the network)')
    .addOption(
      new Option('--checkpoint <which>', 'of a run: best, last, or the step of one (default: last)').argParser(readCheckpoint),
    )
    .option('--features', 'give the maps at the ends of the stages beside the scores')
}

export function readCheckpoint(text: string): WantedCheckpoint {
  if (text === 'best' || text === 'last') return text
  try {
    return step(text)
  } catch {
    throw new InvalidArgumentError('It takes best, last, or the step of a checkpoint.')
  }
}

export interface ExportContext extends ExportFollower {
  readonly library: string
  /** Connects to the library's lab, where a run is meant. */
  withLab<T>(use: (client: LabClient) => Promise<T>): Promise<T>
  print(line: string): void
}

/**
 * Writes a preset, a design file or a run; a run with its weights, a design without them where the format can be without. A design
 * comes before a run of the same name; a checkpoint means a run. Gives the exit code. Throws a UsageError where there is none of them, or a Failure
 * that says why not.
 */
export async function exportNetwork(named: string, options: ExportOptions, context: ExportContext): Promise<number> {
  const { to: format, checkpoint, features = false } = options
  const design = checkpoint === undefined ? await designOrNull(named, context.library) : null
  const { name: title, of } = design === null ? await ofRun(named, checkpoint ?? 'last', context) : ofDesign(design)
  const { weights, label } = formatWords[format]
  const withWeights = weights === 'always' || (weights === 'choice' && of.kind === 'run')
  const result = await written(
    { title, of, what: { format, withWeights, features }, out: options.out ?? fileName(title) },
    context,
  )
  if (result === null) {
    context.note('Cancelled: nothing was written.')
    return exitCode.failed
  }
  const { files, weights: from } = result
  if (context.json) {
    context.print(JSON.stringify({ event: 'exported', name: title, format, weights: from, files }))
    return exitCode.finished
  }
  context.print(`${visibleText(title)} as ${label}, ${from === null ? 'without weights' : `weights: ${visibleText(from)}`}`)
  for (const { path, bytes } of files) context.print(`${visibleText(path)}  ${bytesText(bytes)}`)
  return exitCode.finished
}

interface Asked {
  readonly title: string
  readonly of: ExportSource
  readonly what: WhatToWrite
  readonly out: string
}

function written({ title, of, what, out }: Asked, context: ExportContext): Promise<ExportResult | null> {
  const { folder, name } = exportPlace(out, fileName(title))
  const names = [...new Set(filePaths(what.format, name, what.withWeights).map((path) => path.split('/')[0] ?? path))]
  return followExport(title, { kind: 'network', of, what, name }, { folder, names, inFolder: false }, context)
}

const endings = new Set(['.py', '.safetensors', '.onnx', '.json', '.pb'])

/** Where a path that a person typed leads: into a folder that is there, or to files of that name, of which what says the format is left out. */
function exportPlace(out: string, usual: string): { folder: string; name: string } {
  const path = resolve(out)
  if (/[\\/]$/.test(out) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    return { folder: path, name: usual }
  const ending = extname(path)
  return { folder: dirname(path), name: endings.has(ending) ? basename(path, ending) : basename(path) }
}

/** Null where no preset, file or design of the library has this name. */
async function designOrNull(name: string, library: string): Promise<NamedNetwork | null> {
  try {
    return await findDesign(name, library)
  } catch (thrown) {
    if (thrown instanceof UsageError) return null
    throw thrown
  }
}

interface Found {
  readonly name: string
  readonly of: ExportSource
}

function ofDesign(network: NamedNetwork): Found {
  const { title } = network
  if (!network.ok) {
    throw new UsageError(`${title} cannot be exported: ${network.problems.map(({ message }) => message).join(' ')}`)
  }
  const { architecture } = network
  return { name: architecture.name, of: { kind: 'design', architecture } }
}

function ofRun(named: string, checkpoint: WantedCheckpoint, { withLab }: ExportContext): Promise<Found> {
  return withLab(async (client) => {
    const { record } = await findRun(client, named)
    const detail = await snapshot(client, 'run', { id: record.id })
    if (detail === null) throw new UsageError(`There is no run ${named} any more.`)
    return { name: record.name, of: { kind: 'run', folder: detail.folder, checkpoint, data: dataFolder(process.env) } }
  })
}
