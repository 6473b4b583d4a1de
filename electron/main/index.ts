/** The main process: policies first, then the page, the lab behind it, and a window for each library. Each line is a file. */
import { app, dialog } from 'electron'
import { failureText } from '../../core/files/failure.ts'
import { makeLibraryFolder } from '../../core/transport/library-folder.ts'
import { registerAppScheme, serveRenderer } from './app-protocol.ts'
import { quitWithWindow } from './closing.ts'
import { bridgeLibraries } from './libraries.ts'
import { installMenu } from './menu.ts'
import { chosenLibrary, rendererFolder } from './places.ts'
import { denyByDefault, guardSessions } from './policies.ts'
import { bridgeReports } from './reports.ts'
import { bridgeWindows, showLibrary } from './windows.ts'

function run(library: string): void {
  registerAppScheme()
  denyByDefault()
  guardSessions()
  quitWithWindow()
  app.on('second-instance', (_event, _arguments, _folder, asked) => {
    void app.whenReady().then(() => showLibrary(libraryIn(asked) ?? library))
  })
  void app.whenReady().then(() => {
    serveRenderer(rendererFolder)
    bridgeWindows()
    bridgeLibraries(installMenu)
    bridgeReports()
    installMenu()
    showLibrary(library)
  })
}

/** One process a person: a second start hands over the library that it was asked for, and its window comes to the front. */
function start(): void {
  let library: string
  try {
    library = makeLibraryFolder(chosenLibrary())
  } catch (thrown) {
    void app.whenReady().then(() => {
      dialog.showErrorBox('The library cannot be opened', failureText(thrown))
      app.exit(1)
    })
    return
  }
  if (app.requestSingleInstanceLock({ library })) run(library)
  else app.quit()
}

/** What a second start hands over, as it came. */
function libraryIn(asked: unknown): string | null {
  return typeof asked === 'object' && asked !== null && 'library' in asked && typeof asked.library === 'string'
    ? asked.library
    : null
}

start()
