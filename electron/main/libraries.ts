/** Other libraries: chosen by their folders or from those that were open last, each in a window of its own. */
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, dialog, type WebContents } from 'electron'
import { Failure, failureText } from '../../core/files/failure.ts'
import { followMoves, makeLibraryFolder, movedFile } from '../../core/transport/library-folder.ts'
import { channels } from '../preload/channels.ts'
import { recentFile } from './places.ts'
import { forgetLibrary, isLibrary, recentLibraries } from './recent-libraries.ts'
import { handleFromPage } from './trusted-ipc.ts'
import { libraryOf, onLibraryShown, showLibrary, showMoved } from './windows.ts'

/** Gives why it was not opened; null where it was, or where no folder was chosen. */
export async function openLibrary(how: 'choose' | 'create'): Promise<string | null> {
  const folder = how === 'choose' ? await chooseFolder() : await chooseNewFolder('New library', 'Stagecraft')
  return folder === null ? null : attempt(() => open(folder))
}

export function openRecent(folder: string): string | null {
  return attempt(() => {
    const known = recentLibraries(recentFile()).find((one) => one.folder === folder)
    if (known === undefined) throw new Failure('no-library', `${folder} was not open before.`, 'Open it by its folder.')
    if (!known.isThere) throw new Failure('no-library', `There is no library in ${folder} now.`, 'Its disk may not be connected.')
    open(folder)
  })
}

/** `changed`: is called when the list of recent libraries changes. */
export function bridgeLibraries(changed: () => void): void {
  onLibraryShown(changed)
  handleFromPage(channels.librariesRecent, () => Promise.resolve(recentLibraries(recentFile())))
  handleFromPage(channels.librariesOpen, (_contents, how) => openLibrary(how === 'create' ? 'create' : 'choose'))
  handleFromPage(channels.librariesOpenRecent, (_contents, folder) => Promise.resolve(openRecent(String(folder))))
  handleFromPage(channels.librariesForget, (_contents, folder) => {
    forgetLibrary(recentFile(), String(folder))
    changed()
    return Promise.resolve(null)
  })
  handleFromPage(channels.librariesChooseNewFolder, (_contents, title, name) => chooseNewFolder(String(title), String(name)))
  handleFromPage(channels.librariesSwitchTo, (contents, folder) => Promise.resolve(switchTo(contents, String(folder))))
}

/** Only to where the library of this window went. */
function switchTo(contents: WebContents, folder: string): string | null {
  return attempt(() => {
    const library = libraryOf(contents)
    if (library === null || followMoves(library) !== folder)
      throw new Failure('not-moved', `The library of this window was not moved to ${folder}.`, 'Open it by its folder.')
    forgetLibrary(recentFile(), library)
    showMoved(contents, realpathSync(folder))
  })
}

function open(folder: string): void {
  const meant = followMoves(folder)
  requireLibraryOrEmpty(meant)
  showLibrary(makeLibraryFolder(meant))
}

function attempt(act: () => void): string | null {
  try {
    act()
    return null
  } catch (thrown) {
    return failureText(thrown)
  }
}

/** Runs and an index among somebody's other files would be hard to find again. */
function requireLibraryOrEmpty(folder: string): void {
  if (!existsSync(folder) || isLibrary(folder) || existsSync(join(folder, 'runs'))) return
  if (existsSync(join(folder, movedFile)))
    throw new Failure(
      'no-library',
      `The library of ${folder} was moved, and is not where it went.`,
      'Its disk may not be connected.',
    )
  if (readdirSync(folder).length === 0) return
  throw new Failure('no-library', `${folder} is no library, and is not empty.`, 'Choose a library, or make a new folder for one.')
}

async function chooseFolder(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Open a library, or make one in an empty folder',
    buttonLabel: 'Open',
    properties: ['openDirectory', 'createDirectory'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

async function chooseNewFolder(title: string, name: string): Promise<string | null> {
  const options = { title, defaultPath: name, buttonLabel: 'Choose', properties: ['createDirectory' as const] }
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  return canceled || filePath === undefined || filePath === '' ? null : filePath
}
