/**
 * Closing the window: the page is asked, since it knows what is training and asks the person in its own words. When it does not
 * answer, a dialog of the system asks in its place: a page that hangs must not keep the window open.
 */
import { app, dialog, type BrowserWindow, type WebContents } from 'electron'
import type { ClosingAnswer } from '../preload/bridge.ts'
import { channels } from '../preload/channels.ts'
import { onFromPage } from './trusted-ipc.ts'

/** How long a page that works may take to say that it heard the question. */
const hearingMs = 2000

/** Asks before the window closes. `stopTraining` stops every run cleanly; it may reject. */
export function askBeforeClosing(window: BrowserWindow, stopTraining: () => Promise<void>): void {
  const page = pageAsker(window)
  let asking = false
  window.on('close', (event) => {
    event.preventDefault()
    if (asking) return
    asking = true
    page()
      .then((said) => said ?? askWithDialog(window))
      .then(async (answer) => {
        if (answer.kind === 'cancel') return
        if (answer.training === 'stop') await stopTraining()
        // Chromium writes what a page keeps (theme, ticks, last recipe) some seconds later, which would be too late.
        window.webContents.session.flushStorageData()
        window.destroy()
      })
      .catch((error: unknown) => sayNotStopped(window, error))
      .finally(() => (asking = false))
  })
}

/** Asks the page; null when it does not hear or cannot ask. */
function pageAsker(window: BrowserWindow): () => Promise<ClosingAnswer | null> {
  let question = 0
  let heard: (() => void) | null = null
  let answered: ((answer: ClosingAnswer | null) => void) | null = null
  onFromPage(channels.closingHeard, (contents, of) => {
    if (isOf(window, contents) && of === question) heard?.()
  })
  onFromPage(channels.closingAnswer, (contents, of, answer) => {
    if (isOf(window, contents) && of === question) answered?.(isAnswer(answer) ? answer : null)
  })
  return () =>
    new Promise((resolve) => {
      question += 1
      const deaf = setTimeout(() => resolve(null), hearingMs)
      heard = () => clearTimeout(deaf)
      answered = resolve
      window.webContents.once('render-process-gone', () => resolve(null))
      window.webContents.send(channels.closing, question)
    })
}

/** Whether a message comes from the window's page; one that was closed has none. */
function isOf(window: BrowserWindow, contents: WebContents): boolean {
  return !window.isDestroyed() && contents === window.webContents
}

function isAnswer(value: unknown): value is ClosingAnswer {
  if (typeof value !== 'object' || value === null) return false
  const { kind, training } = value as Record<string, unknown>
  return kind === 'cancel' || (kind === 'close' && (training === 'continue' || training === 'stop'))
}

async function askWithDialog(window: BrowserWindow): Promise<ClosingAnswer> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'The window does not answer',
    detail: 'Training runs in processes of its own. It can go on without the window and is found again at the next start.',
    buttons: ['Close the window, train on', 'Stop training cleanly, then close', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  })
  if (response === 2) return { kind: 'cancel' }
  return { kind: 'close', training: response === 1 ? 'stop' : 'continue' }
}

async function sayNotStopped(window: BrowserWindow, error: unknown): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'error',
    message: 'Training was not stopped, so the window stays open',
    detail: `${error instanceof Error ? error.message : String(error)}\n\nTry again, or close the window and train on.`,
    buttons: ['OK'],
  })
}

/** The app ends with its window on every system: training does not need it. */
export function quitWithWindow(): void {
  app.on('window-all-closed', () => app.quit())
}
