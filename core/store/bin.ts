/** The bin of a library: folders of runs that were deleted, until they are restored or their space is given back. */
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { renameDurably } from '../files/durable.ts'
import { Failure, isDiskFull, isReadOnly, systemCode } from '../files/failure.ts'
import { folderSizeNow } from '../files/folder-size.ts'
import { readRemarks, renamed } from './remarks.ts'
import { readAnyRunRecord, runIdPattern } from './run-folder.ts'
import type { AnyRunRecord } from './run.ts'

export interface DeletedRun {
  readonly id: string
  /** Null where its run.json cannot be read; it can be restored or purged all the same. */
  readonly record: (Pick<AnyRunRecord, 'name' | 'dataset' | 'createdAt'> & { readonly design: string | null }) | null
  /** What purging it gives back. */
  readonly bytes: number
  /** What of its folder cannot be read, as paths in it: that is not counted, and keeps it from being purged. */
  readonly unread: readonly string[]
  /** When its folder came here, in milliseconds since 1970. */
  readonly deletedAt: number
}

export interface RunBin {
  /** Newest deletion first. */
  list(): DeletedRun[]
  /** Takes a run's folder, and gives the bytes that purging it would free. Throws a Failure. */
  take(folder: string, id: string): number
  /** Gives it back, to `folder`. Throws a Failure `no-such-run` when there is none of that id. */
  giveBack(id: string, folder: string): void
  /** Removes a run for good, and gives the bytes that are free now. Throws a Failure. */
  purge(id: string): number
}

/** A folder that is being removed has another name: a removal that was cut short is never restored as half a run. */
const beingRemoved = '.purged'

export function openRunBin(folder: string): RunBin {
  makeFolder(folder)
  const place = (id: string): string => {
    if (!runIdPattern.test(id)) throw notInBin(id)
    return join(folder, id)
  }
  const describe = (name: string): DeletedRun | null => {
    const half = name.endsWith(beingRemoved)
    const id = half ? name.slice(0, -beingRemoved.length) : name
    const found = lstatSync(join(folder, name), { throwIfNoEntry: false })
    if (!runIdPattern.test(id) || !found?.isDirectory()) return null
    const record = half ? null : recordIn(join(folder, name))
    return { id, record, ...folderSizeNow(join(folder, name)), deletedAt: found.ctimeMs }
  }
  const move = (from: string, to: string): void => {
    try {
      renameDurably(from, to)
    } catch (thrown) {
      throw explained(thrown)
    }
  }
  const names = (): string[] => {
    try {
      return readdirSync(folder)
    } catch (thrown) {
      // A library that was never written to has no bin yet.
      if (systemCode(thrown) === 'ENOENT') return []
      throw thrown
    }
  }

  return {
    list: () =>
      names()
        .flatMap((name) => describe(name) ?? [])
        // What was deleted at one moment stands as in the list of runs, the newest first.
        .sort((one, other) => other.deletedAt - one.deletedAt || other.id.localeCompare(one.id)),
    take(from, id) {
      const to = place(id)
      if (isFolder(to)) throw occupied(id, 'the bin', 'Purge the one in the bin first.')
      makeFolder(folder)
      move(from, to)
      return folderSizeNow(to).bytes
    },
    giveBack(id, to) {
      const from = place(id)
      if (!isFolder(from)) throw notInBin(id)
      if (isFolder(to)) throw occupied(id, 'the library', 'Delete that one first, or keep the one in the bin.')
      move(from, to)
    },
    purge(id) {
      const whole = place(id)
      const half = whole + beingRemoved
      if (!isFolder(whole) && !isFolder(half)) throw notInBin(id)
      const sizes = [whole, half].filter(isFolder).map((path) => folderSizeNow(path))
      const unread = sizes.flatMap((size) => size.unread)
      if (unread.length > 0) throw unreadable(id, unread)
      try {
        if (isFolder(half)) rmSync(half, { recursive: true })
        if (isFolder(whole)) {
          renameDurably(whole, half)
          rmSync(half, { recursive: true })
        }
      } catch (thrown) {
        throw explained(thrown)
      }
      return sizes.reduce((sum, { bytes }) => sum + bytes, 0)
    },
  }
}

function recordIn(folder: string): DeletedRun['record'] {
  try {
    const { name, dataset, createdAt, architecture } = renamed(readAnyRunRecord(folder), readRemarks(folder))
    return { name, dataset, createdAt, design: architecture?.name ?? null }
  } catch (thrown) {
    if (thrown instanceof Failure) return null
    throw thrown
  }
}

/** Made early, while there is room for it: on a full disk nothing but the way to it is needed to delete what fills it. */
function makeFolder(folder: string): void {
  try {
    // Not with `recursive`, which calls a disk that can only be read ENOENT.
    mkdirSync(folder)
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return
    // Nothing can be deleted here then, and moving says why.
    if (!isDiskFull(thrown) && !isReadOnly(thrown)) throw thrown
  }
}

/** A folder itself: a link to one is somebody else's. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function notInBin(id: string): Failure {
  return new Failure('no-such-run', `There is no run ${id.slice(0, 100)} in the bin.`, 'It may have been restored or purged.')
}

function occupied(id: string, where: string, remedy: string): Failure {
  return new Failure('run-exists', `There is a run ${id} in ${where} already.`, remedy)
}

/** Removing would come to an end halfway, and leave a run that can be neither restored nor purged. */
function unreadable(id: string, unread: readonly string[]): Failure {
  return new Failure(
    'not-removable',
    `The run ${id} was not purged: this user may not read what is in its folder (${unread.join(', ')}).`,
    'Make that readable and writable to you, then purge the run again. It can be restored as it is.',
  )
}

/** Why a folder could be neither moved nor removed. */
function explained(thrown: unknown): unknown {
  if (!isReadOnly(thrown)) return thrown
  return new Failure(
    'read-only',
    `The library cannot be changed: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
    'Make its folder writable to you, then try again.',
    { cause: thrown },
  )
}
