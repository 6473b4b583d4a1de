/**
 * A whole library once more, in another folder: designs, runs, and what is in the bin. It is a library itself. Runs may train meanwhile: of their metrics what was
 * committed is copied, of everything else the files that are there.
 */
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  fsyncSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { renameDurably, syncFolder, temporaryName } from '../../files/durable.ts'
import { Failure, isDiskFull, isReadOnly, systemCode } from '../../files/failure.ts'
import { freeBytesNow } from '../../files/folder-size.ts'
import { isAlive } from '../../process/alive.ts'
import { isUnreadable, openForReading, runDatabase } from '../../store/database.ts'
import { copyTo } from '../../store/migrate.ts'
import { metricsFile, runIdPattern } from '../../store/run-folder.ts'
import { bytesText } from '../../text/bytes-text.ts'
import { unwritable } from '../unwritable.ts'
import type { Told } from '../write-export.ts'
import { runFiles } from './run-files.ts'

const databaseFile = 'library.db'

export interface BackedUp {
  readonly runs: number
  readonly bytes: number
}

interface Part {
  readonly from: string
  /** Within the library. */
  readonly path: string
  readonly bytes: number
}

/**
 * `copy`: a fresh copy of library.db. Rejects with a Failure: `backup-exists`, `export-unwritable`, `backup-differs` where what was written is not what was
 * read, `backup-cancelled`. Then nothing of it is left.
 */
export async function backUpLibrary(
  library: string,
  copy: string,
  to: string,
  told: Told,
  isCancelled: () => boolean,
): Promise<BackedUp> {
  if (existsSync(to)) throw new Failure('backup-exists', `${to} is there already.`, 'Give the backup another name.')
  const fresh = temporaryName(to)
  try {
    clearEarlier(to)
    const folders = ['runs', 'bin'].flatMap((parent) => runsIn(library, parent))
    const parts = [
      { from: copy, path: databaseFile, bytes: statSync(copy).size },
      ...folders.flatMap((folder) => partsOf(library, folder)),
    ]
    const total = parts.reduce((sum, { bytes }) => sum + bytes, 0)
    mkdirSync(join(fresh, 'runs'), { recursive: true })
    mkdirSync(join(fresh, 'bin'))
    requireRoom(dirname(to), total)
    let done = 0
    for (const part of parts) {
      if (isCancelled()) throw new Failure('backup-cancelled', 'The backup was cancelled.', 'Nothing of it was kept.')
      await copyPart(part, join(fresh, part.path))
      told((done += part.bytes), total)
    }
    syncFolder(fresh)
    renameDurably(fresh, to)
    return { runs: folders.length, bytes: total }
  } catch (thrown) {
    throw isReadOnly(thrown) || systemCode(thrown) !== null ? unwritable(thrown, dirname(to)) : thrown
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** What an earlier backup of that name left whose process was killed. */
function clearEarlier(to: string): void {
  if (!existsSync(dirname(to))) return
  for (const name of readdirSync(dirname(to))) {
    if (!name.startsWith(`${basename(to)}.`)) continue
    const [, process] = /^(\d+)-\d+\.tmp$/.exec(name.slice(basename(to).length + 1)) ?? []
    if (process !== undefined && !isAlive(Number(process))) rmSync(join(dirname(to), name), { recursive: true, force: true })
  }
}

function runsIn(library: string, parent: string): string[] {
  const folder = join(library, parent)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && runIdPattern.test(entry.name))
    .map(({ name }) => `${parent}/${name}`)
}

function partsOf(library: string, folder: string): Part[] {
  return runFiles(join(library, folder))
    .filter(({ path }) => path !== `${metricsFile}-wal`)
    .map(({ path, bytes }) => ({ from: join(library, folder, path), path: `${folder}/${path}`, bytes }))
}

function requireRoom(folder: string, bytes: number): void {
  const free = freeBytesNow(folder)
  if (free >= bytes) return
  throw new Failure(
    'export-unwritable',
    `It takes ${bytesText(bytes)}, and ${bytesText(free)} are free on the disk of ${folder}.`,
    'Free space, or name another place.',
  )
}

async function copyPart({ from, path }: Part, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true })
  if (path.endsWith(`/${metricsFile}`) && copyMetrics(from, to)) return
  try {
    copyFileSync(from, to)
    const written = openSync(to, 'r+')
    try {
      fsyncSync(written)
    } finally {
      closeSync(written)
    }
    if (path.endsWith('.log') || (await digestOf(from)) === (await digestOf(to))) return
  } catch (thrown) {
    // A trainer removed a checkpoint that need not be kept.
    if (systemCode(thrown) === 'ENOENT' && !existsSync(from)) return
    throw thrown
  }
  throw new Failure('backup-differs', `The copy of ${from} is not what was read.`, 'Check the disk, then back up again.')
}

/** As of one commit, also while a trainer writes. False where it is no database that can be read: then its bytes are copied as they are. */
function copyMetrics(from: string, to: string): boolean {
  try {
    const opened = openForReading(from, runDatabase)
    if (opened === null) return false
    try {
      copyTo(opened.connection, to)
      const copy = openForReading(to, runDatabase)
      const said: unknown = copy?.connection.pragma('quick_check(1)', { simple: true })
      copy?.connection.close()
      return said === 'ok'
    } finally {
      opened.connection.close()
    }
  } catch (thrown) {
    // Where the disk is full, copying its bytes tells so.
    if (isUnreadable(thrown) || isDiskFull(thrown)) return false
    throw thrown
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
