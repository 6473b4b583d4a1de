/** The window: made where it was last, kept where it is left. */
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { channels } from '../preload/channels.ts'
import { pageAddress } from './page-origin.ts'
import { preloadFile } from './places.ts'
import { onFromPage } from './trusted-ipc.ts'
import { readWindowState, smallestWindow, usableBounds, writeWindowState } from './window-state.ts'

/** --chrome of tokens.css in each theme: what shows until the page is drawn. */
const backgrounds = { light: '#f4f5f6', dark: '#1a1e22' } as const

export function openWindow(): BrowserWindow {
  const file = join(app.getPath('userData'), 'window.json')
  const kept = readWindowState(file)
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const bounds = usableBounds(kept.bounds, areas)
  let theme = kept.theme ?? (nativeTheme.shouldUseDarkColors ? 'dark' : 'light')

  const window = new BrowserWindow({
    ...(bounds ?? { width: 1440, height: 900 }),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'Stagecraft',
    backgroundColor: backgrounds[theme],
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  })
  if (kept.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())

  const keep = (): void => {
    if (!window.isDestroyed()) {
      writeWindowState(file, { bounds: window.getNormalBounds(), maximized: window.isMaximized(), theme })
    }
  }
  for (const change of ['resized', 'moved', 'maximize', 'unmaximize', 'close'] as const) {
    // The overloads of `on` take one name at a time.
    window.on(change as 'close', keep)
  }
  onFromPage(channels.theme, (contents, shown) => {
    if (window.isDestroyed() || contents !== window.webContents) return
    if (shown !== 'light' && shown !== 'dark') return
    theme = shown
    window.setBackgroundColor(backgrounds[theme])
    keep()
  })
  // A page that crashed is loaded again; its work is in the library, and a page that keeps crashing is not tried for ever.
  let reloads = 0
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason !== 'clean-exit' && reloads++ < 3) window.webContents.reload()
  })
  void window.loadURL(pageAddress)
  return window
}
