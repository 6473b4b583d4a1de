/** From nothing, or from something damaged, to a decoded data set: fetch, check, decode, verify, publish. */
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { renameDurably, temporaryName } from '../files/durable.ts'
import { Failure, systemCode } from '../files/failure.ts'
import { openDataset } from './cache.ts'
import { catalogue } from './catalogue.ts'
import type { DatasetId, DecodedDataset } from './dataset.ts'
import { decodeInThread, DecodeError } from './decode.ts'
import type { Archive, DatasetDefinition } from './definition.ts'
import { downloadArchive, type DownloadProgress } from '../fetch/download.ts'
import { openNetwork, type Network } from '../fetch/http.ts'
import { readNpmSettings, type NpmSettings } from '../fetch/npm-settings.ts'
import { bytesText } from '../text/bytes-text.ts'
import { lockFolder } from '../files/folder-lock.ts'

export type DatasetProgress = ({ kind: 'downloading' } & DownloadProgress) | { kind: 'decoding'; done: number; total: number }

export interface EnsureOptions {
  onProgress?(progress: DatasetProgress): void
  readonly signal?: AbortSignal
  /** For proxies and npm's settings; the process's own by default. */
  readonly environment?: NodeJS.ProcessEnv
  /** Another definition than the catalogue's, for tests. */
  readonly definition?: DatasetDefinition
}

const spareBytes = 32 * 2 ** 20

/**
 * Opens a data set below `folder`, which need not exist; when it is not there or damaged, fetches and decodes it first. What
 * was good stays until something better is whole. Throws a Failure (`download-failed`, `download-damaged`, `data-wrong`,
 * `disk-full`), or the signal's reason; a download that was cancelled goes on from there the next time.
 */
export async function ensureDataset(id: DatasetId, folder: string, options: EnsureOptions = {}): Promise<DecodedDataset> {
  const { definition = catalogue[id], signal = new AbortController().signal } = options
  const ready = openIfGood(folder, definition)
  if (ready) return ready
  mkdirSync(folder, { recursive: true })
  const release = await lockFolder(join(folder, `${id}.lock`), signal)
  try {
    const madeMeanwhile = openIfGood(folder, definition)
    if (madeMeanwhile) return madeMeanwhile
    removeLeftOvers(folder, id)
    requireSpace(folder, definition)
    const steps: Steps = { folder, definition, signal, tell: (progress) => options.onProgress?.(progress) }
    if (definition.source.kind === 'bundled') await decodeAndPublish(steps, null)
    else await fetchAndDecode(steps, definition.source.archives, options.environment ?? process.env)
    return openDataset(id, folder, definition)
  } finally {
    release()
  }
}

interface Steps {
  readonly folder: string
  readonly definition: DatasetDefinition
  readonly signal: AbortSignal
  tell(progress: DatasetProgress): void
}

function openIfGood(folder: string, definition: DatasetDefinition): DecodedDataset | null {
  try {
    return openDataset(definition.id, folder, definition)
  } catch (thrown) {
    if (thrown instanceof Failure && (thrown.code === 'data-absent' || thrown.code === 'data-damaged')) return null
    throw thrown
  }
}

/** Tries the archives in their order; those that cannot be had are told of when none can. */
async function fetchAndDecode(steps: Steps, archives: readonly Archive[], environment: NodeJS.ProcessEnv): Promise<void> {
  const downloads = join(steps.folder, `${steps.definition.id}.download`)
  mkdirSync(downloads, { recursive: true })
  const npm = readNpmSettings(environment, process.cwd())
  const network = openNetwork(environment, npm)
  const failures: Failure[] = []
  try {
    for (const archive of startedFirst(archives, downloads)) {
      const place = archive.from.kind === 'web' ? { url: archive.from.url, headers: {} } : npmPlace(archive.from.path, npm)
      try {
        const path = await download(steps, archive, place, downloads, network)
        await decodeAndPublish(steps, { file: archive.file, path })
        rmSync(downloads, { recursive: true, force: true })
        return
      } catch (thrown) {
        if (!(thrown instanceof Failure) || !thrown.code.startsWith('download-')) throw thrown
        failures.push(thrown)
      }
    }
  } finally {
    network.close()
  }
  const last = failures.at(-1)
  throw new Failure(
    last?.code ?? 'download-failed',
    `${steps.definition.name} could not be downloaded. ${failures.map(({ message }) => message).join(' ')}`,
    last?.remedy ?? 'Try again.',
  )
}

/** What an earlier time began to fetch is finished first. */
function startedFirst(archives: readonly Archive[], downloads: string): Archive[] {
  const isStarted = ({ file }: Archive): boolean =>
    existsSync(join(downloads, file)) || existsSync(join(downloads, `${file}.part`))
  return [...archives.filter(isStarted), ...archives.filter((archive) => !isStarted(archive))]
}

function npmPlace(path: string, npm: NpmSettings): { url: string; headers: Record<string, string> } {
  return { url: new URL(path, npm.registry).href, headers: npm.authorization ? { authorization: npm.authorization } : {} }
}

function download(
  { signal, tell }: Steps,
  archive: Archive,
  place: { url: string; headers: Record<string, string> },
  folder: string,
  network: Network,
): Promise<string> {
  return downloadArchive({
    archive,
    ...place,
    folder,
    network,
    signal,
    onProgress: (progress) => tell({ kind: 'downloading', ...progress }),
  })
}

/** Decodes into a folder of its own name; only when all of it is right does it take the data set's name. */
async function decodeAndPublish(steps: Steps, archive: { file: string; path: string } | null): Promise<void> {
  const { folder, definition, signal, tell } = steps
  const place = join(folder, definition.id)
  const fresh = temporaryName(place)
  mkdirSync(fresh)
  try {
    tell({ kind: 'decoding', done: 0, total: definition.trainCount + definition.testCount })
    await decodeInThread(
      { module: definition.module, archive, folder: fresh, now: Date.now() },
      { signal, onProgress: (done, total) => tell({ kind: 'decoding', done, total }) },
    )
    replaceFolder(fresh, place)
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) throw thrown
    if (thrown.diskFull) throw diskFull(definition, null)
    throw new Failure(
      'data-wrong',
      `${definition.name} is not what was published: ${thrown.message}.`,
      'This is a fault of the archive or of Stagecraft. Nothing was changed; please report it.',
      { cause: thrown },
    )
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Puts a folder in the place of a damaged one, or of none. */
function replaceFolder(fresh: string, place: string): void {
  const old = temporaryName(place)
  try {
    renameDurably(place, old)
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown
  }
  renameDurably(fresh, place)
  rmSync(old, { recursive: true, force: true })
}

/** Half-decoded folders of processes that were killed; we hold the lock, so none of them is at work. */
function removeLeftOvers(folder: string, id: DatasetId): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${id}.`) && name.endsWith('.tmp')) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function requireSpace(folder: string, definition: DatasetDefinition): void {
  const needed = bytesToGo(folder, definition) + decodedBytes(definition) + spareBytes
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < needed) throw diskFull(definition, { needed, free: bavail * bsize, folder })
}

/** Bytes that would be fetched for a data set: those of the first archive, less what has arrived. */
export function bytesToGo(folder: string, { id, source }: DatasetDefinition): number {
  if (source.kind === 'bundled') return 0
  const downloads = join(folder, `${id}.download`)
  const [archive] = startedFirst(source.archives, downloads)
  if (!archive) return 0
  const size = (name: string): number => statSync(join(downloads, name), { throwIfNoEntry: false })?.size ?? 0
  return Math.max(0, archive.bytes - Math.max(size(archive.file), size(`${archive.file}.part`)))
}

export function decodedBytes({ height, width, channels, trainCount, testCount }: DatasetDefinition): number {
  return (trainCount + testCount) * (height * width * channels + 4)
}

function diskFull(definition: DatasetDefinition, space: { needed: number; free: number; folder: string } | null): Failure {
  return new Failure(
    'disk-full',
    space
      ? `${definition.name} needs ${bytesText(space.needed)} in ${space.folder}, where ${bytesText(space.free)} are free.`
      : `The disk filled up while ${definition.name} was decoded.`,
    'Free space on that disk, or choose another data folder with STAGECRAFT_DATA; then download again.',
  )
}
