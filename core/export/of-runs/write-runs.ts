/** Writes runs into a folder, in one of the formats for runs. Each format is a file beside this one. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runsFormatWords, type RunsFormat, type WrittenFile } from '../formats.ts'
import { unwritable } from '../unwritable.ts'
import type { Told } from '../write-export.ts'
import type { QueriedRun } from '../../query/query-table.ts'
import { writeMlflow } from './mlflow.ts'
import { writePack } from './pack.ts'
import { writeReport } from './write-report.ts'
import { writeCsv, writeParquet } from './tables.ts'
import { writeTensorBoard } from './tensorboard.ts'

/** Makes the file or folder `path`, which is not there yet. */
type Writer = (path: string, runs: readonly QueriedRun[], told: Told) => Promise<void>

const writers: Readonly<Record<RunsFormat, Writer>> = {
  pack: (path, runs, told) =>
    writePack(
      path,
      runs.map(({ folder }) => folder),
      told,
    ),
  csv: writeCsv,
  parquet: writeParquet,
  tensorboard: writeTensorBoard,
  mlflow: writeMlflow,
  report: writeReport,
}

/**
 * Once it is fulfilled, the files are on the disk. Rejects with a Failure `export-unwritable` where the folder takes no files, or not so
 * large ones; and as the format's own writer.
 */
export async function writeRuns(
  runs: readonly QueriedRun[],
  as: RunsFormat,
  folder: string,
  name: string,
  told: Told,
): Promise<WrittenFile[]> {
  try {
    const path = join(folder, name + runsFormatWords[as].ending)
    await writers[as](path, runs, told)
    return filesAt(path).map((file) => ({ path: file, bytes: statSync(file).size }))
  } catch (thrown) {
    throw unwritable(thrown, folder)
  }
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
}
