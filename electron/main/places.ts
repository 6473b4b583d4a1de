/** Where things are: the project's folder or the packaged app's resources, the pinned Node, the library in use. */
import { join, resolve } from 'node:path'
import { app } from 'electron'
import type { LabStart } from '../../core/transport/connect-lab.ts'
import { libraryArgument, libraryFolder } from '../../core/transport/library-folder.ts'

/** The built renderer and preload lie beside the built main process, in out/. */
export const rendererFolder = join(__dirname, '..', 'renderer')
export const preloadFile = join(__dirname, '..', 'preload', 'index.cjs')

/** The library that this start was asked for. Throws a Failure where it names none. */
export function chosenLibrary(): string {
  // npm runs in the project's folder and says where it was called.
  return libraryFolder(libraryArgument(process.argv), process.env['INIT_CWD'])
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
