/** The files of a run's folder that make it up: what its processes hold or leave behind for a moment is none of them. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../files/failure.ts'
import { trainerLockFile } from '../../store/run-folder.ts'
import { isPathInside } from './pack-contents.ts'

export interface RunFile {
  /** Within the run's folder, with `/`. */
  readonly path: string
  readonly bytes: number
}

/** Locks, the index of a log that SQLite makes anew, and files that were never given their name. */
const passing = new RegExp(`^${trainerLockFile.replace('.', '\\.')}$|-shm$|\\.tmp$`)

/**
 * In the order of their names. Links are left out, and what a trainer removes meanwhile. Throws a Failure `run-unpackable` for a name that other
 * systems have no place for.
 */
export function runFiles(folder: string, below = ''): RunFile[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter(({ name }) => !passing.test(name))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (!entry.isFile() && !entry.isDirectory()) return []
      if (!isPathInside(path)) {
        throw new Failure(
          'run-unpackable',
          `The file ${path} in ${folder} has a name that not every system has a place for.`,
          'Rename it or move it out of the folder, then try again.',
        )
      }
      if (entry.isDirectory()) return runFiles(folder, path)
      const found = statSync(join(folder, path), { throwIfNoEntry: false })
      return found ? [{ path, bytes: found.size }] : []
    })
}
