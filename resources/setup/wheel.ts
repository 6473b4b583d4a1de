/** Python wheels as carriers of native libraries: fetched, checked, and partly unpacked. */
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry } from 'yauzl'
import { downloadArchive, isAsPublished } from '../../core/fetch/download.ts'
import { lockFolder } from '../../core/files/folder-lock.ts'
import { findFile } from './package-index.ts'
import { openPersonsNetwork } from './person.ts'
import { bytesText } from '../../core/text/bytes-text.ts'
import { downloadsFolder, requireSpace } from './places.ts'
import { progressLine, say } from './say.ts'

/** A wheel as published, pinned: nothing else under its name is accepted. */
export interface Wheel {
  readonly package: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** What is unpacked of it, in bytes. */
  readonly unpackedBytes: number
}

const connectTimeoutMs = 15_000

/**
 * Path of the wheel in the downloads folder: there already, or fetched from the person's package index, going on where an earlier
 * attempt stopped. Throws a Failure (`download-failed`, `download-damaged`, `disk-full`).
 */
export async function fetchWheel(wheel: Wheel, environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const folder = downloadsFolder(environment)
  const path = join(folder, wheel.file)
  const digest = { algorithm: 'sha256', encoding: 'hex', value: wheel.sha256 } as const
  const { signal } = new AbortController()
  const release = await lockFolder(`${path}.lock`, signal)
  const { network, pip } = openPersonsNetwork(environment)
  try {
    if (await isAsPublished(path, { bytes: wheel.bytes, digest })) {
      say(`  ${wheel.file} is in ${folder} already, and checked.`)
      return path
    }
    requireSpace(folder, wheel.bytes, `Downloading ${wheel.file}`)
    const otherwise = `Check the connection and run the same command again. A mirror is taken from pip (pip config set global.index-url ADDRESS). Without a network, put that file (${bytesText(wheel.bytes, 0)}, from pypi.org/project/${wheel.package}) into ${folder}.`
    const url = await findFile(wheel, pip.indexes, network, otherwise)
    const progress = progressLine(wheel.file)
    try {
      return await downloadArchive({
        archive: { file: wheel.file, bytes: wheel.bytes, digest, connectTimeoutMs },
        url,
        headers: {},
        folder,
        network,
        onProgress: (now) => progress.show(now),
        signal,
      })
    } finally {
      progress.end()
    }
  } finally {
    network.close()
    release()
  }
}

/** Unpacks the entries of a wheel that `place` gives a path for. */
export async function unpackWheel(file: string, place: (entry: string) => string | null): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true })
  const write = async (entry: Entry, path: string): Promise<void> => {
    mkdirSync(dirname(path), { recursive: true })
    // Permissions of a shared library or program are kept in the upper half of the attributes.
    const mode = (entry.externalFileAttributes >>> 16) & 0o777
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode: mode === 0 ? 0o644 : mode | 0o600 }))
  }
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', resolve)
    zip.on('entry', (entry: Entry) => {
      const path = entry.fileName.endsWith('/') ? null : place(entry.fileName)
      if (path === null) zip.readEntry()
      else write(entry, path).then(() => zip.readEntry(), reject)
    })
    zip.readEntry()
  }).finally(() => zip.close())
}

/** Path of an archive's entry inside a folder. Throws when the entry points outside it. */
export function inside(folder: string, entry: string): string {
  const path = normalize(join(folder, entry))
  if (!path.startsWith(normalize(folder) + sep)) throw new Error(`The archive holds "${entry}", which points outside its folder.`)
  return path
}
