/** Frames on a WebSocket, one binary message each: a browser's own and the server side's (package ws) look alike here. */
import { mostUnread, type FramePipe } from './frames.ts'
import { createInbox } from './inbox.ts'

/** The part of the WebSocket interface that both have. */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  readonly bufferedAmount: number
  send(data: Uint8Array<ArrayBuffer>): void
  close(): void
  /** The server's side can hold back what comes; a browser reads what its own server sends. */
  pause?(): void
  resume?(): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close' | 'error', listener: () => void): void
}

const OPEN = 1
const CLOSED = 3
/** Nothing tells when a WebSocket has sent all, so it is looked at. */
const betweenLooksMs = 50

/** Takes over an open WebSocket. A text message ends it: the other side speaks something else. */
export function framesOverWebSocket(socket: WebSocketLike): FramePipe {
  socket.binaryType = 'arraybuffer'
  const inbox = createInbox()
  const readListeners: (() => void)[] = []
  let look: ReturnType<typeof setTimeout> | null = null
  const lookWhetherRead = (): void => {
    look = null
    if (socket.readyState !== OPEN) return
    if (socket.bufferedAmount > 0) look = setTimeout(lookWhetherRead, betweenLooksMs)
    else for (const tell of readListeners) tell()
  }
  socket.addEventListener('message', ({ data }) => {
    if (!(data instanceof ArrayBuffer)) {
      socket.close()
      return
    }
    inbox.take(new Uint8Array(data))
  })
  // An 'error' without a listener ends a Node process; 'close' always follows it.
  socket.addEventListener('error', () => socket.close())
  return {
    send(frame) {
      if (socket.readyState !== OPEN) return
      if (socket.bufferedAmount > mostUnread) {
        socket.close()
        return
      }
      socket.send(new Uint8Array(frame))
      if (readListeners.length > 0 && look === null) look = setTimeout(lookWhetherRead, betweenLooksMs)
    },
    onFrame: (next) => inbox.onFrame(next),
    pause() {
      inbox.pause()
      socket.pause?.()
    },
    resume() {
      // The listener may pause again at once, and has the last word.
      socket.resume?.()
      inbox.resume()
    },
    unread: () => socket.bufferedAmount,
    onRead: (tell) => void readListeners.push(tell),
    onClose(closed) {
      if (socket.readyState === CLOSED) queueMicrotask(closed)
      else socket.addEventListener('close', closed)
    },
    close: () => socket.close(),
  }
}
