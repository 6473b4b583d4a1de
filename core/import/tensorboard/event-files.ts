/** The event files below a folder, by the folder that each lies in: that is a run to TensorBoard. */
import { lstatSync, readdirSync, type Dirent } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { Failure, systemCode } from '../../files/failure.ts'

export interface EventFile {
  readonly path: string
  /** Folder that it lies in, below the one asked for, with `/` between names; empty for that one. */
  readonly folder: string
  readonly bytes: number
}

/** TensorBoard takes any file whose name has this in it. */
const namePart = 'tfevents'
/** Folders within each other that are looked into, and files that are taken. */
const deepest = 16
const mostFiles = 20_000

/** Those below a folder, or the one that `root` is, in the order of their folders and names, which begin with the time they were begun; of a folder with `only` those of these names that lie in it. Links are not followed. Throws a Failure `no-events`. */
export function findEventFiles(root: string, only: readonly string[] = []): EventFile[] {
  const found: EventFile[] = []
  const single = lstatSync(root, { throwIfNoEntry: false })
  if (single?.isFile() === true) {
    if (basename(root).includes(namePart)) return [{ path: root, folder: '', bytes: single.size }]
    throw new Failure('no-events', `${root} is no event file of TensorBoard.`, 'The names of those have “tfevents” in them.')
  }
  look(root, 0)
  if (found.length > 0) return found
  throw new Failure(
    'no-events',
    `There is no event file of TensorBoard in ${root}.`,
    'Choose the folder that TensorBoard is given with --logdir, or one below it.',
  )

  function isMeant(name: string): boolean {
    return only.length === 0 || only.includes(name)
  }
  function look(folder: string, depth: number): void {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && depth < deepest && only.length === 0) look(path, depth + 1)
      if (!entry.isFile() || !entry.name.includes(namePart) || !isMeant(entry.name)) continue
      if (found.length === mostFiles) {
        throw new Failure(
          'too-many-events',
          `There are more than ${mostFiles} event files in ${root}.`,
          'Choose a folder within it.',
        )
      }
      found.push({ path, folder: relative(root, folder).split(sep).join('/'), bytes: lstatSync(path).size })
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1))
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Failure('no-events', `There is no folder ${folder}.`, 'Name the folder that TensorBoard is given with --logdir.')
    }
    if (code === 'EACCES')
      throw new Failure('no-events', `You may not read ${folder}.`, 'Make it readable to you, then try again.')
    throw thrown
  }
}
