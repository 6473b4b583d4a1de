/** Which library each window shows: one window a library, each with a lab of its own behind it. */
import { BrowserWindow, type WebContents } from 'electron'
import { connectOrStartLab, type LabStart } from '../../core/transport/connect-lab.ts'
import { channels } from '../preload/channels.ts'
import { askBeforeClosing } from './closing.ts'
import { bridgeLab } from './lab-bridge.ts'
import { labStart, recentFile } from './places.ts'
import { rememberLibrary } from './recent-libraries.ts'
import { stopTraining } from './stop-training.ts'
import { onFromPage } from './trusted-ipc.ts'
import { openWindow } from './window.ts'
import { watchTraining, type TrainingWatch } from './watch-training.ts'
import { zoomByKeys } from './zoom.ts'

const windows = new Map<string, BrowserWindow>()
/** Called once a library is shown in a window. */
const shown: (() => void)[] = []
const labs = new WeakMap<WebContents, LabStart & TrainingWatch>()

/** Brings the window of a library, named by its real path, to the front; opens it where there is none. */
export function showLibrary(library: string): void {
  rememberLibrary(recentFile(), library, Date.now())
  for (const listener of shown) listener()
  const there = windows.get(library)
  if (there !== undefined) {
    if (there.isMinimized()) there.restore()
    there.focus()
    return
  }
  const window = openWindow()
  zoomByKeys(window)
  const start = labStart(library)
  windows.set(library, window)
  labs.set(window.webContents, { ...start, ...watchTraining(window, start) })
  window.once('closed', () => windows.delete(library))
  askBeforeClosing(window, () => stopTraining(start))
}

export function onLibraryShown(listener: () => void): void {
  shown.push(listener)
}

/** Null for a page of no window. */
export function libraryOf(contents: WebContents): string | null {
  return labs.get(contents)?.libraryFolder ?? null
}

/** Shows a library in a window of its own in the place of the one that a page is of, whose own library was moved there. */
export function showMoved(contents: WebContents, library: string): void {
  showLibrary(library)
  // Nothing trains there, so nothing is asked.
  BrowserWindow.fromWebContents(contents)?.destroy()
}

/** Connects each page to the lab of its window's library, and to the clipboard as far as pasting goes. */
export function bridgeWindows(): void {
  bridgeLab((contents) => {
    const start = labs.get(contents)
    if (start === undefined) throw new Error('This page belongs to no window of a library.')
    start.reopen()
    return connectOrStartLab(start)
  })
  onFromPage(channels.paste, (contents) => contents.paste())
}
