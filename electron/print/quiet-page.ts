/** A page that nobody sees: of one text of HTML, without scripts, bridge or network; nothing of it is kept on the disk. */
import { BrowserWindow, session } from 'electron'
import { serveScheme } from '../electron-versions.ts'
import { scheme } from '../main/page-origin.ts'

const partition = 'report'
const address = `${scheme}://report/report.html`

export interface PageSize {
  /** In px. */
  readonly width: number
  readonly height: number
}

/** `painted`: as large as is to be painted; a page that is only printed needs no size. */
export async function withQuietPage<T>(
  html: Uint8Array,
  painted: PageSize | null,
  use: (window: BrowserWindow) => Promise<T>,
): Promise<T> {
  const own = session.fromPartition(partition, { cache: false })
  const headers = { 'Content-Type': 'text/html; charset=utf-8' }
  own.protocol.unregisterProtocol(scheme)
  serveScheme(scheme, async (_method, asked) => ({ status: asked === address ? 200 : 404, headers, body: html }), own.protocol)
  const window = new BrowserWindow({
    show: false,
    ...(painted && { ...painted, useContentSize: true }),
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      // A window that is not shown paints nothing else.
      offscreen: painted !== null,
    },
  })
  try {
    await window.loadURL(address)
    return await use(window)
  } finally {
    window.destroy()
  }
}
