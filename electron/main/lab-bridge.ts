/** Passes frames between the page of a window and the lab's socket, without looking inside. One pipe for each page. */
import type { WebContents } from 'electron'
import { failureText } from '../../core/files/failure.ts'
import type { FramePipe } from '../../core/transport/frames.ts'
import { channels } from '../preload/channels.ts'
import { handleFromPage, onFromPage } from './trusted-ipc.ts'

interface PagePipe {
  readonly connection: number
  readonly pipe: FramePipe
}

/** `connect` gives a page's pipe to its lab, or rejects with an Error that says what happened and what to do. */
export function bridgeLab(connect: (contents: WebContents) => Promise<FramePipe>): void {
  const pipes = new Map<WebContents, PagePipe>()
  /** What each page asked for last: a connection still being made for an earlier request is of no use to it. */
  const latest = new WeakMap<WebContents, symbol>()

  const closePipeOf = (contents: WebContents): void => {
    pipes.get(contents)?.pipe.close()
    pipes.delete(contents)
  }

  handleFromPage(channels.labConnect, async (contents, connection) => {
    if (typeof connection !== 'number') return 'The page asked for the lab in a way this window does not know.'
    if (!latest.has(contents)) {
      contents.on('destroyed', () => closePipeOf(contents))
      contents.on('render-process-gone', () => closePipeOf(contents))
      contents.on('did-navigate', () => closePipeOf(contents))
    }
    const request = Symbol()
    latest.set(contents, request)
    closePipeOf(contents)
    let pipe: FramePipe
    try {
      pipe = await connect(contents)
    } catch (error) {
      return failureText(error)
    }
    if (contents.isDestroyed() || latest.get(contents) !== request) {
      pipe.close()
      return 'The page went on to another connection.'
    }
    pipes.set(contents, { connection, pipe })
    const tell = (channel: string, ...values: unknown[]): void => {
      if (!contents.isDestroyed()) contents.send(channel, connection, ...values)
    }
    // A frame is a part of a larger buffer, and all of that would be sent: hence the copy.
    pipe.onFrame((frame) => tell(channels.labFrame, new Uint8Array(frame)))
    pipe.onClose(() => {
      if (pipes.get(contents)?.pipe === pipe) pipes.delete(contents)
      tell(channels.labClose)
    })
    return null
  })

  onFromPage(channels.labFrame, (contents, connection, frame) => {
    const open = pipes.get(contents)
    if (open !== undefined && open.connection === connection && frame instanceof Uint8Array) open.pipe.send(frame)
  })
  onFromPage(channels.labClose, (contents, connection) => {
    if (pipes.get(contents)?.connection === connection) closePipeOf(contents)
  })
}
