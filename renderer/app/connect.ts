/** How this window reaches the lab: over the preload's bridge in Electron, over a WebSocket where `serve` gave it to a browser. */
import { createLabClient } from '../../core/api/client.ts'
import type { LabClient } from '../../core/api/contract.ts'
import { messagesOver, type FramePipe } from '../../core/transport/frames.ts'
import { createInbox } from '../../core/transport/inbox.ts'
import type { Transport } from '../../core/transport/transport.ts'
import { framesOverWebSocket } from '../../core/transport/websocket-frames.ts'
import { connectFailure } from './connect-failure.ts'
import type { WindowBridge } from '../../electron/preload/bridge.ts'

/** Connects, and connects again whenever the connection is lost. */
export function connectLab(): LabClient {
  return createLabClient(open)
}

async function open(): Promise<Transport> {
  const bridge = window.stagecraft
  try {
    const pipe = bridge ? await overBridge(bridge) : await overWebSocket(webSocketAddress())
    connectFailure.value = null
    return messagesOver(pipe)
  } catch (thrown) {
    connectFailure.value = thrown instanceof Error ? thrown.message : String(thrown)
    throw thrown
  }
}

/**
 * The bridge tells of frames by a function given at the start; those that come before the client listens are kept. What the main process
 * has not read is unknown here, and little: it does nothing but pass it on.
 */
async function overBridge(bridge: WindowBridge): Promise<FramePipe> {
  const inbox = createInbox()
  const closers: (() => void)[] = []
  let closed = false
  const pipe = await bridge.connectLab(
    (frame) => inbox.take(frame),
    () => {
      closed = true
      for (const closer of closers.splice(0)) closer()
    },
  )
  return {
    send: (frame) => pipe.send(frame),
    close: () => pipe.close(),
    onFrame: (next) => inbox.onFrame(next),
    pause: () => inbox.pause(),
    resume: () => inbox.resume(),
    unread: () => 0,
    onRead: () => undefined,
    onClose(closer) {
      if (closed) queueMicrotask(closer)
      else closers.push(closer)
    },
  }
}

/** Same host as the page; the cookie that the one-time token was exchanged for comes along. */
function webSocketAddress(): string {
  const address = new URL('lab', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  address.search = ''
  address.hash = ''
  return address.href
}

function overWebSocket(address: string): Promise<FramePipe> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address)
    const pipe = framesOverWebSocket(socket)
    socket.addEventListener('open', () => resolve(pipe))
    socket.addEventListener('close', () => reject(new Error('The lab did not take the connection')))
  })
}
