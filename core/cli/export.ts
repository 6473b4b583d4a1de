/** `export`: a network as PyTorch, Keras, ONNX, SavedModel or JSON. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { LabClient } from '../api/contract.ts'
import { exportedDesign, exportedRun, exportPlace, writeExport, type Exported, type WantedCheckpoint } from '../export/export.ts'
import { exportFormats, fileName, formatWords, type ExportFormat } from '../export/formats.ts'
import { datasetScaling } from '../export/scaling.ts'
import { dataFolder } from '../datasets/layout.ts'
import { readRunRecord } from '../store/run-folder.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { findRun } from './find-run.ts'
import { snapshot } from './lab-client.ts'
import { numberWithin } from './number-option.ts'
import { findDesign, type NamedNetwork } from './networks.ts'
import { UsageError } from './usage.ts'

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

function readCheckpoint(text: string): WantedCheckpoint {
  if (text === 'best' || text === 'last') return text
  try {
    return step(text)
  } catch {
    throw new InvalidArgumentError('It takes best, last, or the step of a checkpoint.')
  }
}

export interface ExportContext {
  readonly library: string
  /** Connects to the library's lab, where a run is meant. */
  withLab<T>(use: (client: LabClient) => Promise<T>): Promise<T>
  print(line: string): void
  readonly json: boolean
}

/**
 * Writes a preset, a design file or a run; a run with its weights, a design without them where the format can be without. A design
 * comes before a run of the same name; a checkpoint means a run. Throws a UsageError where there is none of them, or a Failure that says why not.
 */
export async function exportNetwork(named: string, options: ExportOptions, context: ExportContext): Promise<void> {
  const wanted = options.checkpoint
  const design = wanted === undefined ? await designOrNull(named, context.library) : null
  const isRun = design === null
  const exported = isRun ? await ofRun(named, wanted ?? 'last', context) : ofDesign(design)
  const { weights, label } = formatWords[options.to]
  const withWeights = weights === 'always' || (weights === 'choice' && isRun)
  const { folder, name } = exportPlace(options.out ?? fileName(exported.name))
  const files = writeExport(exported, { format: options.to, withWeights, features: options.features === true }, folder, name)
  if (context.json) {
    context.print(
      JSON.stringify({
        event: 'exported',
        name: exported.name,
        format: options.to,
        weights: withWeights ? exported.from : null,
        files,
      }),
    )
    return
  }
  context.print(
    `${visibleText(exported.name)} as ${label}, ${withWeights ? `weights: ${visibleText(exported.from)}` : 'without weights'}`,
  )
  for (const { path, bytes } of files) context.print(`${visibleText(path)}  ${bytesText(bytes)}`)
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

function ofDesign(network: NamedNetwork): Exported {
  if (network.ok) return exportedDesign(network.architecture)
  throw new UsageError(`${network.title} cannot be exported: ${network.problems.map(({ message }) => message).join(' ')}`)
}

function ofRun(named: string, checkpoint: WantedCheckpoint, { withLab }: ExportContext): Promise<Exported> {
  return withLab(async (client) => {
    const { record } = await findRun(client, named)
    const detail = await snapshot(client, 'run', { id: record.id })
    if (detail === null) throw new UsageError(`There is no run ${named} any more.`)
    return exportedRun(
      detail.folder,
      readRunRecord(detail.folder),
      checkpoint,
      datasetScaling(record.dataset, dataFolder(process.env)),
    )
  })
}
