/** Where things are: the project's folder or the packaged app's resources, the pinned Node, the library in use. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { app } from 'electron'
import type { LabStart } from '../../core/api/connect-lab.ts'

/** The built renderer and preload lie beside the built main process, in out/. */
export const rendererFolder = join(__dirname, '..', 'renderer')
export const preloadFile = join(__dirname, '..', 'preload', 'index.cjs')

/** How the lab of this window's library is started. */
export function labStart(): LabStart {
  const root = app.isPackaged ? process.resourcesPath : resolve(__dirname, '..', '..')
  const bundledNode = process.platform === 'win32' ? 'node.exe' : 'bin/node'
  return {
    libraryFolder: libraryFolder(process.argv),
    // Set-up says which Node it pinned; a packaged app ships its own.
    node:
      process.env['STAGECRAFT_NODE'] ??
      (app.isPackaged ? join(root, 'node', bundledNode) : join(root, 'node_modules', '.bin', 'node')),
    entry: join(root, 'core', 'lab', 'main.ts'),
  }
}

/** `--library=FOLDER`, else STAGECRAFT_LIBRARY, else ~/Stagecraft: as the command line has it. */
function libraryFolder(argv: readonly string[]): string {
  const flag = '--library='
  const given = argv.find((argument) => argument.startsWith(flag))?.slice(flag.length) ?? process.env['STAGECRAFT_LIBRARY']
  return given === undefined || given === '' ? join(homedir(), 'Stagecraft') : resolve(given)
}
