/** Brings one archive to the disk, whole and checked; goes on where an earlier attempt was interrupted. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { Failure, isDiskFull } from '../files/failure.ts'
import type { Network } from './http.ts'
import { measureDownloadPace } from './download-rate.ts'

export interface DownloadProgress {
  readonly host: string
  readonly doneBytes: number
  readonly totalBytes: number
  readonly bytesPerSecond: number
  readonly remainingMs: number | null
}

/** A file on the web, and what must be true of it. */
export interface PublishedFile {
  /** Its name where it comes from. */
  readonly file: string
  readonly bytes: number
  readonly digest: {
    readonly algorithm: 'md5' | 'sha256' | 'sha512'
    readonly encoding: 'hex' | 'base64'
    readonly value: string
  }
  /** How long to wait for the first answer before another source is tried, in milliseconds. */
  readonly connectTimeoutMs: number
}

export interface DownloadRequest {
  readonly archive: PublishedFile
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Existing folder for the archive, and its .part until it is whole. */
  readonly folder: string
  readonly network: Network
  onProgress(progress: DownloadProgress): void
  readonly signal: AbortSignal
}

const stallTimeoutMs = 30_000
/** Interruptions in a row that bring no byte before we give up; what came stays for the next time. */
const fruitlessTries = 3
const betweenTriesMs = 300
const betweenProgressMs = 100

/** Path of the checked archive. Throws a Failure (`download-failed`, `download-damaged`, `disk-full`) or the signal's reason. */
export async function downloadArchive(request: DownloadRequest): Promise<string> {
  const { archive, folder, signal } = request
  const whole = join(folder, archive.file)
  const part = `${whole}.part`
  if (await isAsPublished(whole, archive)) return whole
  // A file that is damaged on arrival is fetched once more, from its first byte.
  for (const from of ['where it stopped', 'the start']) {
    if (from === 'the start') rmSync(part, { force: true })
    await fetchPart(request, part)
    signal.throwIfAborted()
    if (await isAsPublished(part, archive)) {
      renameSync(part, whole)
      return whole
    }
  }
  rmSync(part, { force: true })
  throw new Failure(
    'download-damaged',
    `${archive.file} from ${new URL(request.url).host} is not the published file, twice: its ${archive.digest.algorithm} differs.`,
    'Something between here and there changes it, such as a proxy. Try again from another network.',
  )
}

/** Whether a file has the length and digest it was published with; false when it is not there. */
export async function isAsPublished(
  path: string,
  { bytes, digest }: Pick<DownloadRequest['archive'], 'bytes' | 'digest'>,
): Promise<boolean> {
  if (sizeOf(path) !== bytes) return false
  const hash = createHash(digest.algorithm)
  await pipeline(createReadStream(path), hash)
  return hash.digest(digest.encoding) === digest.value
}

/** Fetches until the file has its length; interruptions are taken up again, as long as bytes arrive between them. */
async function fetchPart(request: DownloadRequest, part: string): Promise<void> {
  const { archive, signal, url } = request
  let why = ''
  let answered = false
  for (let fruitless = 0; fruitless < fruitlessTries; fruitless += 1) {
    if (sizeOf(part) > archive.bytes) rmSync(part)
    const before = sizeOf(part)
    if (before === archive.bytes) return
    try {
      const response = await ask(request, before)
      answered = true
      await receive(request, response, part, before)
      return
    } catch (thrown) {
      signal.throwIfAborted()
      if (thrown instanceof Failure) throw thrown
      if (isDiskFull(thrown)) {
        throw new Failure(
          'disk-full',
          `The disk is full: ${archive.file} could not be written.`,
          'Free space and download it again.',
        )
      }
      why = thrown instanceof Error ? thrown.message : String(thrown)
      // Who never answered will not in a second either; the next source may.
      if (!answered) break
      if (sizeOf(part) > before) fruitless = -1
      await setTimeout(betweenTriesMs * (fruitless + 1), undefined, { signal })
    }
  }
  throw new Failure(
    'download-failed',
    `${archive.file} could not be fetched from ${new URL(url).host}: ${why}.`,
    'Check the connection and download again; what has arrived is kept and taken up from there.',
  )
}

function ask({ archive, headers, network, signal, url }: DownloadRequest, start: number): Promise<IncomingMessage> {
  return network.get(url, {
    headers: start > 0 ? { ...headers, range: `bytes=${start}-` } : headers,
    connectTimeoutMs: archive.connectTimeoutMs,
    stallTimeoutMs,
    signal,
  })
}

async function receive(request: DownloadRequest, response: IncomingMessage, part: string, asked: number): Promise<void> {
  const { archive, signal, url } = request
  const { host } = new URL(url)
  const from = startOf(response, asked)
  if (from === null) {
    response.destroy()
    if (response.statusCode === 416) {
      rmSync(part, { force: true })
      throw new Error(`${host} has no byte ${asked} of it`)
    }
    throw new Failure(
      'download-failed',
      `${host} answered ${response.statusCode} ${response.statusMessage ?? ''} for ${archive.file}.`,
      'The file may have moved there, or the registry may want a login (npm config get registry says which it is).',
    )
  }
  const pace = measureDownloadPace()
  let doneBytes = from
  const tell = (): void => {
    pace.at(performance.now(), doneBytes)
    const { bytesPerSecond } = pace
    request.onProgress({
      host,
      doneBytes,
      totalBytes: archive.bytes,
      bytesPerSecond,
      remainingMs: bytesPerSecond > 0 ? (1000 * (archive.bytes - doneBytes)) / bytesPerSecond : null,
    })
  }
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      doneBytes += chunk.length
      if (doneBytes > archive.bytes) done(new Error(`${host} sends more than the file's ${archive.bytes} bytes`))
      else done(null, chunk)
    },
  })
  tell()
  // By the clock and not by what arrives, so that a download that stalls is seen to.
  const telling = setInterval(tell, betweenProgressMs)
  try {
    await pipeline(response, counted, createWriteStream(part, from === 0 ? { flags: 'w' } : { flags: 'r+', start: from }), {
      signal,
    })
  } finally {
    clearInterval(telling)
    tell()
  }
  if (doneBytes < archive.bytes) throw new Error(`${host} ended after ${doneBytes} of ${archive.bytes} bytes`)
}

/** The byte an answer begins with: the one asked for, or 0 from servers that always send all. Null when it is no such answer. */
function startOf(response: IncomingMessage, asked: number): number | null {
  if (response.statusCode === 200) return 0
  const range = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1]
  return response.statusCode === 206 && Number(range) === asked ? asked : null
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
