/**
 * Brings the runs of a pack into a library: each is written beside its place under another name, held against the digests, and renamed once all of
 * the file was read. Nothing in the file is believed: the members must be exactly those that its first one lists, in that order.
 */
import { createReadStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { extract } from 'tar-stream'
import { z } from 'zod'
import {
  contentsMember,
  contentsSchema,
  digestsMember,
  digestsSchema,
  memberName,
  mostListBytes,
  type PackContents,
} from '../export/of-runs/pack-contents.ts'
import { renameDurably, syncFolder, temporaryName } from '../files/durable.ts'
import { Failure, isDiskFull, isReadOnly } from '../files/failure.ts'
import { freeBytesNow } from '../files/folder-size.ts'
import { OddFileError, openRegular } from '../files/regular-file.ts'
import { readAnyRunRecord } from '../store/run-folder.ts'
import { bytesText } from '../text/bytes-text.ts'
import { readText, writeMember, type Member } from './pack-member.ts'

export interface UnpackedRun {
  readonly id: string
  readonly name: string
  /** `library`, `bin`: it is there already, and was left as it is. */
  readonly outcome: 'new' | 'library' | 'bin'
}

export interface Unpacking {
  /** Told of bytes of the file. */
  readonly told: (done: number, total: number) => void
  /** Aborted, nothing is kept. */
  readonly signal: AbortSignal
}

/**
 * Rejects with a Failure: `no-pack` where the file is none, `pack-newer`, `pack-damaged` where it is cut off, changed or made to do harm, `disk-full`, `read-only`,
 * `unpack-cancelled`. Then nothing of it is in the library.
 */
export async function unpackRuns(path: string, libraryFolder: string, { told, signal }: Unpacking): Promise<UnpackedRun[]> {
  const staged = new Map<string, string>()
  try {
    const { handle, size } = opened(path)
    const stream = createReadStream(path, { fd: handle, signal })
    let done = 0
    stream.on('data', (chunk) => told((done += chunk.length), size))
    const tar = extract()
    // Each ends with the other, whichever failed.
    stream.once('error', (thrown) => tar.destroy(thrown))
    tar.once('close', () => stream.destroy())
    stream.pipe(tar)
    const members = tar[Symbol.asyncIterator]()
    const contents = await readContents(members, path)
    const isNew = newRuns(contents, libraryFolder)
    requireRoom(contents, isNew, libraryFolder, size)
    const digests = new Map([[contentsMember, contents.digest]])
    for (const { id, files } of contents.value.runs) {
      const folder = isNew.has(id) ? temporaryName(join(libraryFolder, 'runs', id)) : null
      if (folder !== null) {
        mkdirSync(folder, { recursive: true })
        staged.set(id, folder)
      }
      for (const file of files) {
        const name = memberName(id, file.path)
        const entry = await nextMember(members, name, file.bytes)
        digests.set(name, await writeMember(entry, folder === null ? null : placeIn(folder, file.path)))
      }
    }
    const ending = await readText(await nextMember(members, digestsMember, null), mostListBytes)
    requireDigests(digests, parsed(ending.text, digestsSchema))
    if ((await members.next()).done !== true) throw damaged('there is more in it than it lists')
    for (const [id, folder] of staged) requireRun(id, folder)
    for (const [id, folder] of staged) {
      syncFolder(folder)
      renameDurably(folder, join(libraryFolder, 'runs', id))
    }
    return contents.value.runs.map(({ id, name }) => ({ id, name, outcome: isNew.has(id) ? 'new' : placeOf(libraryFolder, id) }))
  } catch (thrown) {
    throw explained(thrown, path, libraryFolder, signal)
  } finally {
    for (const folder of staged.values()) rmSync(folder, { recursive: true, force: true })
  }
}

function opened(path: string): { handle: number; size: number } {
  const handle = openRegular(path)
  if (handle === null) throw new Failure('no-pack', `There is no file ${path}.`, 'Name a file that pack wrote.')
  return { handle, size: statSync(path).size }
}

interface Contents {
  readonly value: PackContents
  readonly digest: string
}

async function readContents(members: AsyncIterator<Member>, path: string): Promise<Contents> {
  const first = await members.next()
  const entry = first.done === true ? null : first.value
  if (entry === null || entry.header.name !== contentsMember || entry.header.type !== 'file') {
    throw new Failure('no-pack', `${path} holds no runs: it was not written by pack.`, 'Name a file that pack wrote.')
  }
  const { text, digest } = await readText(entry, mostListBytes)
  const version = z.object({ version: z.number() }).safeParse(json(text)).data?.version ?? 0
  if (version > 1) {
    throw new Failure('pack-newer', `${path} was written by a newer Stagecraft.`, 'Update Stagecraft, then unpack it.')
  }
  const value = parsed(text, contentsSchema)
  const paths = value.runs.flatMap(({ id, files }) => files.map((file) => memberName(id, file.path).normalize().toLowerCase()))
  // On some systems names that differ in case, or in how an accent is written, are one file.
  if (new Set(paths).size < paths.length) throw damaged('it lists a file twice')
  return { value, digest }
}

function placeOf(libraryFolder: string, id: string): 'new' | 'library' | 'bin' {
  if (existsSync(join(libraryFolder, 'runs', id))) return 'library'
  return existsSync(join(libraryFolder, 'bin', id)) ? 'bin' : 'new'
}

function newRuns({ value }: Contents, libraryFolder: string): Set<string> {
  return new Set(value.runs.map(({ id }) => id).filter((id) => placeOf(libraryFolder, id) === 'new'))
}

function requireRoom({ value }: Contents, isNew: ReadonlySet<string>, libraryFolder: string, size: number): void {
  const bytesOf = (runs: PackContents['runs']): number =>
    runs.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0)
  if (bytesOf(value.runs) > size) throw damaged('it lists more bytes than it has')
  const needed = bytesOf(value.runs.filter(({ id }) => isNew.has(id)))
  const free = freeBytesNow(libraryFolder)
  if (free >= needed) return
  throw new Failure(
    'disk-full',
    `Its runs take ${bytesText(needed)}, and ${bytesText(free)} are free on the disk of the library.`,
    'Free space, then unpack it again.',
  )
}

/** The member that must come next; `bytes` is null where any size is good. */
async function nextMember(members: AsyncIterator<Member>, name: string, bytes: number | null): Promise<Member> {
  const next = await members.next()
  if (next.done === true) throw damaged('it is cut off')
  const { header } = next.value
  if (header.type !== 'file' || header.name !== name) throw damaged(`it has ${header.name} where it lists ${name}`)
  if (bytes !== null && header.size !== bytes) throw damaged(`${name} is not as long as it lists`)
  return next.value
}

function placeIn(folder: string, path: string): string {
  const place = join(folder, path)
  mkdirSync(dirname(place), { recursive: true })
  return place
}

function requireDigests(found: ReadonlyMap<string, string>, listed: Readonly<Record<string, string>>): void {
  const other = [...found].find(([name, digest]) => listed[name] !== digest)
  if (other !== undefined) throw damaged(`${other[0]} is not what it was when the file was written`)
}

/** Its run.json must be one, and of this run. */
function requireRun(id: string, folder: string): void {
  const record = readAnyRunRecord(folder)
  if (record.id !== id) throw damaged(`the folder of ${id} holds the run ${record.id}`)
}

function parsed<T>(text: string, schema: z.ZodType<T>): T {
  const read = schema.safeParse(json(text))
  if (!read.success) throw damaged(`what it lists cannot be read: ${z.prettifyError(read.error)}`)
  return read.data
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged('what it lists is no JSON')
  }
}

function damaged(why: string): Failure {
  return new Failure(
    'pack-damaged',
    `The file is damaged: ${why}. Nothing of it was kept.`,
    'Copy it anew from where it was written.',
  )
}

function explained(thrown: unknown, path: string, libraryFolder: string, signal: AbortSignal): unknown {
  if (signal.aborted) return new Failure('unpack-cancelled', 'Unpacking was cancelled.', 'Nothing of it was kept.')
  if (thrown instanceof Failure) {
    return thrown.code === 'run-unreadable' ? damaged(thrown.message) : thrown
  }
  if (thrown instanceof OddFileError) {
    return new Failure('no-pack', `${path} cannot be read: ${thrown.message}.`, 'Name a file that pack wrote.')
  }
  if (isDiskFull(thrown)) {
    return new Failure('disk-full', 'The disk of the library is full; nothing was kept.', 'Free space, then unpack it again.')
  }
  if (isReadOnly(thrown)) {
    return new Failure('read-only', `Nothing can be written into ${libraryFolder}.`, 'Make it writable to you, then try again.')
  }
  // What tar-stream says of a header that is none, or of an end that comes too early; what the system says has a number.
  return thrown instanceof Error && !('errno' in thrown) ? damaged('what follows is no member of a tar file') : thrown
}
