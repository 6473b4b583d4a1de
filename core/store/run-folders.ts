/** The run folders of a library. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../files/failure.ts'
import { createFilledRunFolder, createRunFolder, readAnyRunRecord, runIdPattern } from './run-folder.ts'
import type { AnyRunRecord, RunRecord } from './run.ts'

export interface RunFolders {
  /** Folder of a run, whether or not there is one. Throws a Failure `no-such-run` for what cannot be a run's id. */
  folder(id: string): string
  /** All runs, also those that were copied into `runs` meanwhile. What cannot be read is left alone and told in `unreadable`. */
  records(): ReadonlyMap<string, AnyRunRecord>
  /** Words for the person, one for each folder that cannot be read. */
  readonly unreadable: readonly string[]
  /** `fill` puts more into the folder before it is there. */
  create(record: RunRecord, fill?: (folder: string) => void): void
  /** The same where that takes long: the record is known once it is done. */
  createFilled(id: string, fill: (folder: string) => Promise<AnyRunRecord>): Promise<void>
  /** Takes back what was just made, of which nobody was told. */
  discard(id: string): void
  /** Throws a Failure `no-such-run` where there is none. */
  existing(id: string): string
}

export function openRunFolders(libraryFolder: string): RunFolders {
  const runs = join(libraryFolder, 'runs')
  mkdirSync(runs, { recursive: true })
  removeHalfMade(runs)
  let records = new Map<string, AnyRunRecord>()
  let unreadable: string[] = []
  let scannedAt = -1

  const place = (id: string): string => {
    if (!runIdPattern.test(id)) throw noSuchRun(id)
    return join(runs, id)
  }
  const scan = (): void => {
    const found = new Map<string, AnyRunRecord>()
    unreadable = []
    for (const id of readdirSync(runs).filter((name) => runIdPattern.test(name))) {
      try {
        const record = records.get(id) ?? readOwn(join(runs, id))
        if (record === null) continue
        // A folder that was copied under another name would be two runs of one id.
        if (record.id !== id)
          throw new Failure('run-unreadable', `The folder ${id} holds the run ${record.id}.`, 'Rename it back.')
        found.set(id, record)
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown
        unreadable.push(`${thrown.message} ${thrown.remedy}`)
      }
    }
    records = found
  }

  return {
    folder: place,
    records() {
      // A folder's time changes when a name is added to it or removed.
      const { mtimeMs } = statSync(runs)
      if (mtimeMs !== scannedAt) scan()
      scannedAt = mtimeMs
      return records
    },
    get unreadable() {
      return unreadable
    },
    discard(id) {
      rmSync(place(id), { recursive: true, force: true })
    },
    create(record, fill) {
      createRunFolder(place(record.id), record, fill)
    },
    createFilled: (id, fill) => createFilledRunFolder(place(id), fill),
    existing(id) {
      if (!existsSync(place(id))) throw noSuchRun(id)
      return place(id)
    },
  }
}

/** Null for a folder that was removed after its name was read. A link is not followed: what the lab writes and removes would be somebody else's. */
function readOwn(folder: string): AnyRunRecord | null {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return null
  if (found.isDirectory()) return readAnyRunRecord(folder)
  throw new Failure(
    'run-unreadable',
    `${folder} is no folder, so no run is in it.`,
    'Put the folder itself there, not a link to it.',
  )
}

/** How `createRunFolder` names a folder that is being made: no other name of this folder is removed. */
const halfMade = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.\d+-\d+\.tmp$/

/** Folders of runs whose making was interrupted: they were never queued. */
function removeHalfMade(runs: string): void {
  for (const name of readdirSync(runs)) {
    const path = join(runs, name)
    if (halfMade.test(name) && lstatSync(path, { throwIfNoEntry: false })?.isDirectory())
      rmSync(path, { recursive: true, force: true })
  }
}

function noSuchRun(id: string): Failure {
  return new Failure(
    'no-such-run',
    `There is no run ${id.slice(0, 100)} in this library.`,
    'It may have been removed; the bin may have it.',
  )
}
