/** Where things are: the project's folder or the packaged app's resources, the pinned Node, the library in use. */
import { join, resolve } from 'node:path'
import { app } from 'electron'
import type { LabStart } from '../../core/transport/connect-lab.ts'
import { followMoves, libraryArgument, libraryFolder } from '../../core/transport/library-folder.ts'
import { recentLibraries } from './recent-libraries.ts'

/** The built renderer and preload lie beside the built main process, in out/. */
export const rendererFolder = join(__dirname, '..', 'renderer')
export const preloadFile = join(__dirname, '..', 'preload', 'index.cjs')

/** List of the libraries that were open last. */
export const recentFile = (): string => join(app.getPath('userData'), 'libraries.json')

/** The library that this start was asked for, else the one that was open last, else the usual one. Throws a Failure where it names none. */
export function chosenLibrary(): string {
  const asked = libraryArgument(process.argv)
  const last = recentLibraries(recentFile())[0]
  if (asked === undefined && !process.env['STAGECRAFT_LIBRARY'] && last?.isThere) return followMoves(last.folder)
  // npm runs in the project's folder and says where it was called.
  return libraryFolder(asked, process.env['INIT_CWD'])
}

/** How the lab of a library is started. */
export function labStart(library: string): LabStart {
  const root = app.isPackaged ? process.resourcesPath : resolve(__dirname, '..', '..')
  const bundledNode = process.platform === 'win32' ? 'node.exe' : 'bin/node'
  return {
    libraryFolder: library,
    // Set-up says which Node it pinned; a packaged app ships its own.
    node:
      process.env['STAGECRAFT_NODE'] ??
      (app.isPackaged ? join(root, 'node', bundledNode) : join(root, 'node_modules', '.bin', 'node')),
    entry: join(root, 'core', 'lab', 'main.ts'),
  }
}
