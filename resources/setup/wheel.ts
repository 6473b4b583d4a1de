/** Python wheels as carriers of native libraries: found in the person's package index, fetched, checked, and partly unpacked. */
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry } from 'yauzl'
import { downloadArchive } from '../../core/datasets/fetch/download.ts'
import { openNetwork, type Network } from '../../core/datasets/fetch/http.ts'
import { readNpmSettings } from '../../core/datasets/fetch/npm-settings.ts'
import { Failure } from '../../core/files/failure.ts'
import { readPipSettings } from './pip-settings.ts'
import { downloadsFolder, root } from './places.ts'
import { progressLine } from './say.ts'

/** A wheel as published, pinned: nothing else under its name is accepted. */
export interface Wheel {
  readonly package: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

const connectTimeoutMs = 15_000

/** Fetches the wheel, going on where an earlier attempt stopped, and unpacks the entries that `place` gives a path for. */
export async function unpackWheel(wheel: Wheel, place: (entry: string) => string | null): Promise<void> {
  const pip = readPipSettings(process.env)
  const npm = readNpmSettings(process.env, root)
  const network = openNetwork(process.env, { ...npm, certificatesFile: pip.certificatesFile ?? npm.certificatesFile })
  try {
    const url = await findWheel(wheel, pip.indexes, network)
    const progress = progressLine(wheel.file)
    const file = await downloadArchive({
      archive: {
        file: wheel.file,
        bytes: wheel.bytes,
        digest: { algorithm: 'sha256', encoding: 'hex', value: wheel.sha256 },
        connectTimeoutMs,
      },
      url,
      headers: {},
      folder: downloadsFolder(),
      network,
      onProgress: (now) => progress.show(now),
      signal: new AbortController().signal,
    })
    progress.end()
    await unpack(file, place)
    rmSync(file)
  } finally {
    network.close()
  }
}

async function findWheel(wheel: Wheel, indexes: readonly string[], network: Network): Promise<string> {
  const tried: string[] = []
  for (const index of indexes) {
    const page = `${index}/${wheel.package}/`
    try {
      const response = await network.get(page, {
        headers: { accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.2' },
        connectTimeoutMs,
        stallTimeoutMs: 30_000,
        signal: new AbortController().signal,
      })
      const body = Buffer.concat(await response.toArray()).toString('utf8')
      const url = response.statusCode === 200 ? wheelAddress(body, page, wheel.file) : null
      if (url !== null) return url
      tried.push(`${index} ${response.statusCode === 200 ? 'does not have it' : `answered ${response.statusCode}`}`)
    } catch (thrown) {
      tried.push(`${index} could not be reached (${thrown instanceof Error ? thrown.message : String(thrown)})`)
    }
  }
  throw new Failure(
    'download-failed',
    `${wheel.file} was not found: ${tried.join('; ')}.`,
    'Check the connection; a mirror is taken from pip (pip config set global.index-url ADDRESS). Then run the same command again.',
  )
}

/** Address of a file in a package's page of a simple index, JSON (PEP 691) or HTML (PEP 503); null when it is not there. */
export function wheelAddress(body: string, page: string, file: string): string | null {
  const addresses = body.trimStart().startsWith('{')
    ? (JSON.parse(body) as { files: { url: string }[] }).files.map(({ url }) => url)
    : [...body.matchAll(/href="([^"]+)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
  const found = addresses.find(
    (address) =>
      decodeURIComponent(address.split('#')[0] ?? '')
        .split('/')
        .at(-1) === file,
  )
  return found === undefined ? null : new URL(found.split('#')[0] ?? '', page).href
}

async function unpack(file: string, place: (entry: string) => string | null): Promise<void> {
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
  })
}

/** Path of an archive's entry inside a folder. Throws when the entry points outside it. */
export function inside(folder: string, entry: string): string {
  const path = normalize(join(folder, entry))
  if (!path.startsWith(normalize(folder) + sep)) throw new Error(`The archive holds "${entry}", which points outside its folder.`)
  return path
}
