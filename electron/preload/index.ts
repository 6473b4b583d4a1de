/** Exposes the bridge to the page. Runs sandboxed: of Electron it has the three modules below, of Node nothing. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { RecentLibrary, WindowBridge } from './bridge.ts'
import { channels } from './channels.ts'

let latestConnection = 0

const bridge: WindowBridge = {
  libraries: {
    recent: () => ipcRenderer.invoke(channels.librariesRecent) as Promise<RecentLibrary[]>,
    open: (how) => ipcRenderer.invoke(channels.librariesOpen, how) as Promise<string | null>,
    openRecent: (folder) => ipcRenderer.invoke(channels.librariesOpenRecent, folder) as Promise<string | null>,
    forget: (folder) => ipcRenderer.invoke(channels.librariesForget, folder) as Promise<void>,
    chooseNewFolder: (title, name) =>
      ipcRenderer.invoke(channels.librariesChooseNewFolder, title, name) as Promise<string | null>,
    switchTo: (folder) => ipcRenderer.invoke(channels.librariesSwitchTo, folder) as Promise<string | null>,
  },
  async connectLab(onFrame, onClose) {
    const connection = ++latestConnection
    const frames = (_: unknown, of: number, frame: Uint8Array): void => {
      if (of === connection) onFrame(frame)
    }
    const closed = (_: unknown, of: number): void => {
      if (of !== connection) return
      ipcRenderer.off(channels.labFrame, frames)
      ipcRenderer.off(channels.labClose, closed)
      onClose()
    }
    ipcRenderer.on(channels.labFrame, frames)
    ipcRenderer.on(channels.labClose, closed)
    const refusal = (await ipcRenderer.invoke(channels.labConnect, connection)) as string | null
    if (refusal !== null) {
      ipcRenderer.off(channels.labFrame, frames)
      ipcRenderer.off(channels.labClose, closed)
      throw new Error(refusal)
    }
    return {
      send: (frame) => ipcRenderer.send(channels.labFrame, connection, frame),
      close: () => ipcRenderer.send(channels.labClose, connection),
    }
  },
  onCommand(listener) {
    ipcRenderer.on(channels.command, (_, id: string) => listener(id))
  },
  onShowRun(listener) {
    ipcRenderer.on(channels.showRun, (_, run: string) => listener(run))
  },
  paste() {
    ipcRenderer.send(channels.paste)
  },
  printReport: (folder) => ipcRenderer.invoke(channels.printReport, folder) as Promise<string | null>,
  pathOf: (file) => webUtils.getPathForFile(file),
  onClosing(answer) {
    ipcRenderer.on(channels.closing, (_, question: number) => {
      ipcRenderer.send(channels.closingHeard, question)
      answer().then(
        (said) => ipcRenderer.send(channels.closingAnswer, question, said),
        // A page that cannot ask must not keep the window open: main asks in its place.
        () => ipcRenderer.send(channels.closingAnswer, question, null),
      )
    })
  },
  themeShown(theme) {
    ipcRenderer.send(channels.theme, theme)
  },
}

contextBridge.exposeInMainWorld('stagecraft', bridge)
