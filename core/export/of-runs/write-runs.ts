/** Writes runs into a folder, in one of the formats for runs. Each format is a file beside this one. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runsFormatWords, type RunsFormat, type WrittenFile } from '../formats.ts'
import { unwritable } from '../unwritable.ts'
import type { Told } from '../write-export.ts'
import { writePack } from './pack.ts'

/** Makes the file or folder `path`, which is not there yet. */
type Writer = (path: string, runs: readonly string[], told: Told) => Promise<void>

const writers: Readonly<Record<RunsFormat, Writer>> = {
  pack: writePack,
}

/**
 * `runs`: their folders. Once it is fulfilled, the files are on the disk. Rejects with a Failure `export-unwritable` where the folder takes no files, or not so
 * large ones; and as the format's own writer.
 */
export async function writeRuns(
  runs: readonly string[],
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
