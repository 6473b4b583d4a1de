/** Which library is meant, for window and command line alike, and its folder made. Runs on Node 16 and later. */
import { mkdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure, isDiskFull, systemCode } from '../files/failure.ts'
import { findHomeFolder, homeFolder } from '../files/home-folder.ts'
import { followMoves } from '../files/moved-library.ts'
import { shellWord } from '../text/shell-word.ts'

/** For the window, which finds libraries by their folders too. */
export { followMoves, movedFile } from '../files/moved-library.ts'

/**
 * The folder that was given, else STAGECRAFT_LIBRARY, else ~/Stagecraft; paths are meant from `folder`. Throws a Failure where what was
 * given names none: to open another library than the one that was meant would be worse. A library that was moved is meant where it is now.
 */
export function libraryFolder(
  given: string | undefined,
  folder: string = process.cwd(),
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if (given === '')
    throw new Failure('library-unnamed', '--library is given, and no folder with it.', 'Name one: --library FOLDER.')
  const named = given ?? environment['STAGECRAFT_LIBRARY']
  return followMoves(named === undefined || named === '' ? usualFolder(homeFolder()) : resolve(folder, named))
}

const usualFolder = (home: string): string => join(home, 'Stagecraft')

/** What `--library FOLDER` or `--library=FOLDER` says among arguments of which others are somebody else's; empty when it names none. */
export function libraryArgument(parameters: readonly string[]): string | undefined {
  const flag = '--library'
  for (const [index, parameter] of parameters.entries()) {
    if (parameter === flag) return parameters[index + 1] ?? ''
    if (parameter.startsWith(`${flag}=`)) return parameter.slice(flag.length + 1)
  }
  return undefined
}

/** A command as a person types it in any terminal to reach this library. */
export function labCommand(words: string, folder: string, environment: NodeJS.ProcessEnv = process.env): string {
  return ['npm run lab --', words, libraryWords(folder, environment)].filter((part) => part !== '').join(' ')
}

/** The option that names the library; empty for the one that is meant without it. */
export function libraryWords(folder: string, environment: NodeJS.ProcessEnv = process.env): string {
  const home = findHomeFolder()
  if (!environment['STAGECRAFT_LIBRARY'] && home !== null && folder === usualFolder(home)) return ''
  return `--library ${shellWord(folder, process.platform === 'win32')}`
}

/** SQLite takes paths of 512 bytes, and the files of a run have up to a hundred below the library. */
const longestPath = 400

/** Makes the library's folder unless it is there, and gives its real path. Throws a Failure that says why it cannot be one. */
export function makeLibraryFolder(folder: string): string {
  requireShort(folder, folder)
  // Folders that are missing, innermost first. One at a time: made all at once, Node tries for ever where the system makes none (/proc).
  const missing: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    const found = statOf(at, folder)
    if (found?.isDirectory()) break
    if (found !== undefined) throw unusable(folder, at === folder ? 'it is a file' : `${shown(at)} is a file`)
    missing.push(at)
  }
  for (const place of missing.reverse()) {
    try {
      mkdirSync(place)
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw libraryFailure(folder, thrown)
    }
  }
  const real = realpathSync(folder)
  requireShort(folder, real)
  return real
}

function requireShort(folder: string, path: string): void {
  const bytes = Buffer.byteLength(path)
  if (bytes > longestPath)
    throw unusable(folder, `its path has ${bytes} bytes, and the files in it need one of at most ${longestPath}`)
}

function statOf(place: string, folder: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false })
  } catch (thrown) {
    // Below a file, which is found further out.
    if (systemCode(thrown) === 'ENOTDIR') return undefined
    throw libraryFailure(folder, thrown)
  }
}

/** Why a folder cannot be opened as a library, from what the system said. */
export function libraryFailure(folder: string, cause: unknown): Failure {
  if (isDiskFull(cause)) {
    return new Failure('disk-full', `The disk of the library ${shown(folder)} is full.`, 'Free space and start again.', { cause })
  }
  return unusable(folder, reasonFrom(cause), cause)
}

function reasonFrom(cause: unknown): string {
  switch (systemCode(cause)) {
    case 'EACCES':
    case 'EPERM':
      return `this user${process.getuid === undefined ? '' : ` (number ${process.getuid()})`} may not write there`
    case 'EROFS':
      return 'its disk is read-only'
    case 'ENAMETOOLONG':
      return 'its name is longer than the system takes'
    case 'ENOENT':
      return 'the system makes no folders there'
    case 'ELOOP':
      return 'its path is a circle of links'
    default:
      return cause instanceof Error ? cause.message : String(cause)
  }
}

function unusable(folder: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'library-unusable',
    `${shown(folder)} cannot be the library: ${why}.`,
    'Choose another folder with --library FOLDER, or with STAGECRAFT_LIBRARY.',
    { cause },
  )
}

/** A path of thousands of letters would hide the sentence that it stands in. */
function shown(path: string): string {
  return path.length > 200 ? `${path.slice(0, 80)} … ${path.slice(-40)}` : path
}
