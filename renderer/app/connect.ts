/** How this window reaches the lab: over the preload's bridge in Electron, over a WebSocket where `serve` gave it to a browser. */
import { createLabClient } from '../../core/api/client.ts'
import type { LabClient } from '../../core/api/contract.ts'
import { messagesOver, type FramePipe } from '../../core/api/frames.ts'
import type { Transport } from '../../core/api/transport.ts'
import type { WindowBridge } from '../../electron/preload/bridge.ts'

/** Connects, and connects again whenever the connection is lost. */
export function connectLab(): LabClient {
  return createLabClient(open)
}

async function open(): Promise<Transport> {
  const bridge = window.stagecraft
  return messagesOver(bridge ? await overBridge(bridge) : await overWebSocket(webSocketAddress()))
}

/** Frames and the close may come before anyone listens; they are kept. */
function inbox(): { frame(frame: Uint8Array): void; close(): void; pipe: Pick<FramePipe, 'onFrame' | 'onClose'> } {
  const waiting: Uint8Array[] = []
  let listener: ((frame: Uint8Array) => void) | null = null
  let closed = false
  const closers: (() => void)[] = []
  return {
    frame(frame) {
      if (listener) listener(frame)
      else waiting.push(frame)
    },
    close() {
      if (closed) return
      closed = true
      for (const closer of closers) closer()
    },
    pipe: {
      onFrame(next) {
        listener = next
        for (const frame of waiting.splice(0)) next(frame)
      },
      onClose(closer) {
        if (closed) queueMicrotask(closer)
        else closers.push(closer)
      },
    },
  }
}

async function overBridge(bridge: WindowBridge): Promise<FramePipe> {
  const received = inbox()
  const pipe = await bridge.connectLab(received.frame, received.close)
  return { ...received.pipe, send: (frame) => pipe.send(frame), close: () => pipe.close() }
}

/** Same host as the page; the one-time token in the page's address comes along. */
function webSocketAddress(): string {
  const address = new URL('lab', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  address.search = location.search
  address.hash = ''
  return address.href
}

function overWebSocket(address: string): Promise<FramePipe> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address)
    const received = inbox()
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => received.frame(new Uint8Array(event.data)))
    socket.addEventListener('close', received.close)
    socket.addEventListener('error', () => reject(new Error('The lab did not take the connection')))
    socket.addEventListener('open', () => {
      const send = (frame: Uint8Array): void => socket.send(frame as Uint8Array<ArrayBuffer>)
      resolve({ ...received.pipe, send, close: () => socket.close() })
    })
  })
}
