/**
 * A library moved to another folder: copied, each file read back and compared, brought to the disk, and only then made the one that is meant. Whatever
 * ends that half-way, the old library is as it was. Nobody may write to it meanwhile.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { renameDurably, syncFolder, writeDurably } from '../../files/durable.ts'
import { Failure, isDiskFull, systemCode } from '../../files/failure.ts'
import { freeBytesNow } from '../../files/folder-size.ts'
import { bytesText } from '../../text/bytes-text.ts'
import { followMoves, movedFile, movedText } from '../../files/moved-library.ts'
import { unwritable } from '../unwritable.ts'
import type { Told } from '../write-export.ts'

export interface MovedLibrary {
  readonly to: string
  readonly files: number
  readonly bytes: number
}

interface Entry {
  /** Below the library. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly bytes: number
  readonly changedAt: Date
}

/** What belongs to the processes of now: it is made anew where it is needed. library.db is taken from a copy. */
const leftBehind =
  /^(lab\.lock|lab\.log|lab\.trial|moved\.json|library\.db|library\.db-(wal|shm)|library\.db\.copy)$|^runs[/\\][^/\\]+[/\\]trainer\.lock$|\.tmp$/

/** In the folder of a copy that is not done: so one that was ended is known, and made anew. */
const markFile = 'moving.json'

/** What `moved.json` will be, written first: so a full disk is told before anything is copied, and not when all of it was. */
const futureFile = `${movedFile}.tmp`

/**
 * `copy`: a fresh copy of library.db. Rejects with a Failure and then changes nothing: `move-refused` where that folder cannot be it, `export-unwritable` where
 * there is no room, `move-differs` where what was written is not what was read, `move-cancelled`.
 */
export async function moveLibrary(
  library: string,
  copy: string,
  asked: string,
  told: Told,
  isCancelled: () => boolean,
): Promise<MovedLibrary> {
  const to = requirePlace(library, asked)
  const fresh = `${to}.moving`
  clearEarlier(fresh)
  writeFuture(library, to)
  try {
    const entries = entriesIn(library)
    const files = entries.filter(({ kind }) => kind === 'file')
    const database = lstatSync(copy).size
    const total = files.reduce((sum, { bytes }) => sum + bytes, database)
    requireRoom(dirname(to), total)
    mkdirSync(fresh, { recursive: true })
    writeDurably(join(fresh, markFile), movedText(library))
    for (const { path } of entries.filter(({ kind }) => kind === 'folder')) mkdirSync(join(fresh, path))
    let done = 0
    const copied = async (from: string, path: string, changedAt: Date, bytes: number): Promise<void> => {
      if (isCancelled()) throw new Failure('move-cancelled', 'Moving the library was cancelled.', 'It is where it was, whole.')
      await copyCompared(from, join(fresh, path))
      utimesSync(join(fresh, path), changedAt, changedAt)
      told((done += bytes), total)
    }
    await copied(copy, 'library.db', new Date(), database)
    for (const { path, bytes, changedAt } of files) await copied(join(library, path), path, changedAt, bytes)
    for (const { path } of entries.filter(({ kind }) => kind === 'link')) copyLink(join(library, path), join(fresh, path))
    // Innermost first: what is put into a folder changes its time.
    for (const { path, changedAt } of entries.filter(({ kind }) => kind === 'folder').reverse()) {
      syncFolder(join(fresh, path))
      utimesSync(join(fresh, path), changedAt, changedAt)
    }
    rmSync(join(fresh, markFile))
    syncFolder(fresh)
    // Where whoever asked is gone by now, another lab may be about to open the old one: a whole round of events is heard first.
    await turn()
    await turn()
    if (isCancelled()) throw new Failure('move-cancelled', 'Moving the library was cancelled.', 'It is where it was, whole.')
    if (existsSync(to)) rmdirSync(to)
    renameDurably(fresh, to)
    // From here on the new one is meant.
    renameDurably(join(library, futureFile), join(library, movedFile))
    return { to, files: files.length + 1, bytes: total }
  } catch (thrown) {
    throw systemCode(thrown) === null ? thrown : unwritable(thrown, dirname(to))
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    rmSync(join(library, futureFile), { force: true })
  }
}

function writeFuture(library: string, to: string): void {
  try {
    writeDurably(join(library, futureFile), movedText(to))
  } catch (thrown) {
    if (!isDiskFull(thrown)) throw unwritable(thrown, library)
    throw new Failure(
      'move-refused',
      'The disk of the library is full: there is no room for the word of where it went, by which it is found.',
      'Free a little there, for example by emptying the bin, and move it again.',
    )
  }
}

/** Removes what a library left behind that was moved, but for the word of where it went; gives the bytes that are free now. Throws a Failure. */
export function removeMoved(library: string): number {
  if (followMoves(library) === library)
    throw new Failure('not-moved', `${library} was not moved, or is not where it went to.`, 'Nothing was deleted.')
  const bytes = entriesIn(library).reduce((sum, entry) => sum + entry.bytes, 0)
  for (const name of readdirSync(library)) {
    if (name !== movedFile && name !== 'lab.lock') rmSync(join(library, name), { recursive: true, force: true })
  }
  syncFolder(library)
  return bytes
}

function requirePlace(library: string, asked: string): string {
  const refuse = (why: string): never => {
    throw new Failure('move-refused', `The library cannot be moved there: ${why}.`, 'Name a new folder, or an empty one.')
  }
  const named = resolve(asked)
  const parent = dirname(named)
  if (!existsSync(parent)) return refuse(`there is no folder ${parent}`)
  const to = join(realpathSync(parent), named.slice(parent.length + (parent.endsWith(sep) ? 0 : 1)))
  const there = lstatSync(to, { throwIfNoEntry: false })
  if (there && !there.isDirectory()) return refuse(`${to} is there already`)
  if (there && readdirSync(to).length > 0) return refuse(`${to} is there already, and is not empty`)
  const within = relative(realpathSync(library), to)
  if (within === '' || !within.startsWith('..')) return refuse('that folder is in the library itself')
  return to
}

/** What an earlier move left that was ended half-way. Anything else of that name is somebody's. */
function clearEarlier(fresh: string): void {
  if (!existsSync(fresh)) return
  if (!existsSync(join(fresh, markFile)) && readdirSync(fresh).length > 0)
    throw new Failure(
      'move-refused',
      `${fresh} is there already, and is no copy that was left half-way.`,
      'Move it away, or name another folder.',
    )
  rmSync(fresh, { recursive: true })
}

/** Folders before what is in them. */
function entriesIn(library: string, below = ''): Entry[] {
  return readdirSync(join(library, below), { withFileTypes: true }).flatMap((found): Entry[] => {
    const path = join(below, found.name)
    if (leftBehind.test(path)) return []
    const stat = lstatSync(join(library, path), { throwIfNoEntry: false })
    if (!stat) return []
    const entry = { path, bytes: 0, changedAt: stat.mtime }
    if (stat.isDirectory()) return [{ ...entry, kind: 'folder' }, ...entriesIn(library, path)]
    if (stat.isSymbolicLink()) return [{ ...entry, kind: 'link' }]
    return stat.isFile() ? [{ ...entry, kind: 'file', bytes: stat.size }] : []
  })
}

function requireRoom(folder: string, bytes: number): void {
  const free = freeBytesNow(folder)
  if (free >= bytes) return
  throw new Failure(
    'export-unwritable',
    `The library takes ${bytesText(bytes)}, and ${bytesText(free)} are free on the disk of ${folder}.`,
    'Free space, or name another place.',
  )
}

/** Read once, written, brought to the disk, and read back. */
async function copyCompared(from: string, to: string): Promise<void> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(createReadStream(from), hashing, createWriteStream(to, { flags: 'wx' }))
  const written = openSync(to, 'r+')
  try {
    fsyncSync(written)
  } finally {
    closeSync(written)
  }
  const back = createHash('sha256')
  await pipeline(createReadStream(to), back)
  if (hash.digest('hex') === back.digest('hex')) return
  throw new Failure('move-differs', `The copy of ${from} is not what was read.`, 'Check both disks, then move the library again.')
}

/** To where it leads now: a link that is relative would lead elsewhere from the new place. */
function copyLink(from: string, to: string): void {
  symlinkSync(resolve(dirname(from), readlinkSync(from)), to)
}
