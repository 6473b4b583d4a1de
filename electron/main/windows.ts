/** Which library each window shows: one window a library, each with a lab of its own behind it. */
import type { BrowserWindow, WebContents } from 'electron'
import { connectOrStartLab, type LabStart } from '../../core/transport/connect-lab.ts'
import { channels } from '../preload/channels.ts'
import { askBeforeClosing } from './closing.ts'
import { bridgeLab } from './lab-bridge.ts'
import { labStart } from './places.ts'
import { stopTraining } from './stop-training.ts'
import { onFromPage } from './trusted-ipc.ts'
import { openWindow } from './window.ts'
import { watchTraining, type TrainingWatch } from './watch-training.ts'
import { zoomByKeys } from './zoom.ts'

const windows = new Map<string, BrowserWindow>()
const labs = new WeakMap<WebContents, LabStart & TrainingWatch>()

/** Brings the window of a library, named by its real path, to the front; opens it where there is none. */
export function showLibrary(library: string): void {
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
