/** Writes runs as a pack: every file of their folders, byte for byte. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack as tarOf, type Pack } from 'tar-stream'
import { foldIn } from '../../store/fold-in.ts'
import { metricsFile, readAnyRunRecord } from '../../store/run-folder.ts'
import type { Told } from '../write-export.ts'
import { contentsMember, digestsMember, memberName, type PackContents } from './pack-contents.ts'
import { runFiles } from './run-files.ts'

/** What of each member is told in a tar: no owner, no machine, one date, so that equal runs make equal packs. */
const plain = { mode: 0o644, mtime: new Date(0), type: 'file' } as const

/** `folders` of runs that nobody writes to. Throws a Failure for a run that cannot be read or packed; what the disk says. */
export async function writePack(path: string, folders: readonly string[], told: Told): Promise<void> {
  const contents = contentsOf(folders)
  const total = contents.runs.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const tar = tarOf()
  const written = pipeline(tar, createWriteStream(path, { flags: 'wx' }))
  const add = async (): Promise<void> => {
    const digests: Record<string, string> = { [contentsMember]: await addText(tar, contentsMember, contents) }
    for (const [index, { id, files }] of contents.runs.entries()) {
      for (const { path: inside, bytes } of files) {
        const name = memberName(id, inside)
        digests[name] = await addFile(tar, name, join(folders[index] ?? '', inside), bytes, (more) => told((done += more), total))
      }
    }
    await addText(tar, digestsMember, digests)
    tar.finalize()
  }
  // Where the disk ends it, nobody takes the members that are still to come.
  await Promise.race([written, add()])
  await written
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}

function contentsOf(folders: readonly string[]): PackContents {
  const runs = folders.map((folder) => {
    foldIn(join(folder, metricsFile))
    const { id, name } = readAnyRunRecord(folder)
    return { id, name, files: runFiles(folder) }
  })
  return { format: 'stagecraft-runs', version: 1, runs }
}

async function addText(tar: Pack, name: string, content: object): Promise<string> {
  const text = Buffer.from(`${JSON.stringify(content, null, 1)}\n`)
  await new Promise<void>((resolve, reject) => {
    tar.entry({ ...plain, name, size: text.length }, text, (failed) => (failed ? reject(failed) : resolve()))
  })
  return createHash('sha256').update(text).digest('hex')
}

/** Gives the digest of what was written. Rejects where the file is not as long as it was listed. */
async function addFile(tar: Pack, name: string, from: string, size: number, more: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256')
  await new Promise<void>((resolve, reject) => {
    const entry = tar.entry({ ...plain, name, size }, (failed) => (failed ? reject(failed) : resolve()))
    const write = async (): Promise<void> => {
      // No more of it than was listed: a log may have grown meanwhile.
      const chunks = size === 0 ? [] : (createReadStream(from, { end: size - 1 }) as AsyncIterable<Buffer>)
      for await (const chunk of chunks) {
        hash.update(chunk)
        if (!entry.write(chunk)) await once(entry, 'drain')
        more(chunk.length)
      }
      entry.end(undefined)
    }
    write().catch(reject)
  })
  return hash.digest('hex')
}
