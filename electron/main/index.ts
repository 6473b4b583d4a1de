/** The main process: policies first, then the page, the lab behind it, and the window. Each line is a file. */
import { app, session, type BrowserWindow } from 'electron'
import { connectOrStartLab } from '../../core/transport/connect-lab.ts'
import { registerAppScheme, serveRenderer } from './app-protocol.ts'
import { askBeforeClosing, quitWithWindow } from './closing.ts'
import { bridgeLab } from './lab-bridge.ts'
import { installMenu } from './menu.ts'
import { labStart, rendererFolder } from './places.ts'
import { denyByDefault, guardSession } from './policies.ts'
import { stopTraining } from './stop-training.ts'
import { openWindow } from './window.ts'
import { zoomByKeys } from './zoom.ts'

let window: BrowserWindow | null = null

function run(): void {
  registerAppScheme()
  denyByDefault()
  quitWithWindow()
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  void app.whenReady().then(() => {
    const start = labStart()
    guardSession(session.defaultSession)
    serveRenderer(rendererFolder)
    bridgeLab(() => connectOrStartLab(start))
    installMenu()
    window = openWindow()
    zoomByKeys(window)
    askBeforeClosing(window, () => stopTraining(start))
  })
}

// One window a person: a second start brings the first to the front.
if (app.requestSingleInstanceLock()) run()
else app.quit()
