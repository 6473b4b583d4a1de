/** The one way in for messages from pages: only the top frame of our own page is heard. */
import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { isOurPage } from './page-origin.ts'

function isTrusted(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  // Null when the frame is gone already.
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isOurPage(frame.url)
}

/** Answers calls on a channel. The arguments are as the page sent them: check them. */
export function handleFromPage(
  channel: string,
  handler: (contents: WebContents, ...values: unknown[]) => Promise<unknown>,
): void {
  ipcMain.handle(channel, (event, ...values: unknown[]) => {
    if (!isTrusted(event)) throw new Error(`${channel} is for Stagecraft's own page`)
    return handler(event.sender, ...values)
  })
}

/** Takes messages on a channel; those from elsewhere are dropped. */
export function onFromPage(channel: string, listener: (contents: WebContents, ...values: unknown[]) => void): void {
  ipcMain.on(channel, (event, ...values: unknown[]) => {
    if (isTrusted(event)) listener(event.sender, ...values)
  })
}
