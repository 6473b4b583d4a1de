/**
 * Where an export is made before anything has its name: a hidden folder beside its place. What a killed process left there goes with the next
 * export into the same folder; of one that lives, its lock tells.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { renameDurably } from '../files/durable.ts'
import { Failure } from '../files/failure.ts'
import { tryLock } from '../files/folder-lock.ts'
import { unwritable } from './unwritable.ts'

export interface ExportPlace {
  readonly folder: string
  /** What must not be in the folder yet, and is there in the end: files, or one folder that holds all. */
  readonly names: readonly string[]
  readonly inFolder: boolean
}

export interface Staging {
  readonly folder: string
  /** Gives all that was made its name; gives the folder that holds it. Throws a Failure `export-exists`, `export-unwritable`. */
  publish(): string
  /** Removes what was not published. */
  close(): void
}

const stagingName = /^(\.exporting-[0-9a-f]{16})(?:\.lock)?$/

/**
 * Throws a Failure: `export-exists` where one of the names is there, `export-busy` where another process makes the same, `export-unwritable`.
 */
export function openStaging(place: ExportPlace): Staging {
  const { folder, names, inFolder } = place
  try {
    mkdirSync(folder, { recursive: true })
    requireNew(place)
    sweep(folder)
    const path = join(folder, `.exporting-${createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16)}`)
    const release = tryLock(`${path}.lock`)
    if (release === null) {
      throw new Failure(
        'export-busy',
        `${names.join(', ')} is being exported into ${folder} at this moment.`,
        'Wait until it is there, or give this one another name.',
      )
    }
    // Of a process that was killed.
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path)
    return {
      folder: path,
      publish() {
        try {
          requireNew(place)
          const [name = ''] = names
          if (inFolder) renameDurably(path, join(folder, name))
          // Weights before the source that reads them.
          else for (const entry of readdirSync(path).toReversed()) renameDurably(join(path, entry), join(folder, entry))
          return inFolder ? join(folder, name) : folder
        } catch (thrown) {
          throw unwritable(thrown, folder)
        }
      },
      close() {
        rmSync(path, { recursive: true, force: true })
        release()
      },
    }
  } catch (thrown) {
    throw unwritable(thrown, folder)
  }
}

/** Throws a Failure `export-exists` where one of the names is there, `export-unwritable` where none can be so long. */
export function requireNew({ folder, names }: ExportPlace): void {
  try {
    const taken = names.map((name) => join(folder, name)).find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    if (taken === undefined) return
    throw new Failure(
      'export-exists',
      `${taken} is there already.`,
      'Give this one another name or place, or move the other away first.',
    )
  } catch (thrown) {
    throw unwritable(thrown, folder)
  }
}

function sweep(folder: string): void {
  const left = new Set(readdirSync(folder).flatMap((name) => stagingName.exec(name)?.[1] ?? []))
  for (const name of left) {
    const release = tryLock(join(folder, `${name}.lock`))
    if (release === null) continue
    rmSync(join(folder, name), { recursive: true, force: true })
    release()
  }
}
