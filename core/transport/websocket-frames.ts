/** Frames on a WebSocket, one binary message each: a browser's own and the server side's (package ws) look alike here. */
import type { FramePipe } from './frames.ts'

/** The part of the WebSocket interface that both have. */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  send(data: Uint8Array<ArrayBuffer>): void
  close(): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close' | 'error', listener: () => void): void
}

const OPEN = 1
const CLOSED = 3

/** Takes over an open WebSocket. A text message ends it: the other side speaks something else. */
export function framesOverWebSocket(socket: WebSocketLike): FramePipe {
  socket.binaryType = 'arraybuffer'
  const waiting: Uint8Array[] = []
  let listener: ((frame: Uint8Array) => void) | null = null
  socket.addEventListener('message', ({ data }) => {
    if (!(data instanceof ArrayBuffer)) {
      socket.close()
      return
    }
    const frame = new Uint8Array(data)
    if (listener === null) waiting.push(frame)
    else listener(frame)
  })
  // An 'error' without a listener ends a Node process; 'close' always follows it.
  socket.addEventListener('error', () => socket.close())
  return {
    send(frame) {
      if (socket.readyState === OPEN) socket.send(new Uint8Array(frame))
    },
    onFrame(next) {
      listener = next
      for (const frame of waiting.splice(0)) next(frame)
    },
    onClose(closed) {
      if (socket.readyState === CLOSED) queueMicrotask(closed)
      else socket.addEventListener('close', closed)
    },
    close: () => socket.close(),
  }
}
