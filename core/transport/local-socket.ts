/** Sockets on this computer: connecting to what listens, and listening where nothing else does. Runs on Node 16 and later. */
import { existsSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { socketFolder } from './addresses.ts'
import type { FramePipe } from './frames.ts'
import { framesOver } from './socket-frames.ts'

/** Frames to whatever listens at the address; rejects at once when nothing does. */
export function connectTo(address: string): Promise<FramePipe> {
  return new Promise((resolve, reject) => {
    const socket = connect(address)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(framesOver(socket))
    })
  })
}

/** Whether a process listens at the address. */
export async function answersAt(address: string): Promise<boolean> {
  try {
    const pipe = await connectTo(address)
    pipe.close()
    return true
  } catch {
    return false
  }
}

export interface Listening {
  /** Stops to listen, and removes the socket; who is connected stays so. */
  close(): void
}

const betweenLooksMs = 2000

/**
 * Listens at the address. A socket that a killed process left behind is removed only once connecting to it was refused; null when something
 * does answer there. Temporary folders are tidied: a socket whose name is gone is made again, since nobody finds the way to the old one.
 */
export async function listenAlone(address: string, onClient: (socket: Socket) => void): Promise<Listening | null> {
  let server = await listenFirst(address, onClient)
  if (server === null) return null
  let moving = false
  const look = async (): Promise<void> => {
    if (moving || server === null || existsSync(address) || !existsSync(dirname(dirname(address)))) return
    moving = true
    try {
      socketFolder(dirname(address))
      // Closing removes the name, which is the new one's, too: hence the order.
      server.close()
      server = await listen(address, onClient)
    } catch {
      // There is no room, or the folder is somebody else's now: it may be otherwise at the next look.
    } finally {
      moving = false
    }
  }
  const timer = process.platform === 'win32' ? null : setInterval(() => void look(), betweenLooksMs).unref()
  return {
    close() {
      if (timer !== null) clearInterval(timer)
      server?.close()
      server = null
    },
  }
}

async function listenFirst(address: string, onClient: (socket: Socket) => void): Promise<Server | null> {
  try {
    return await listen(address, onClient)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE')) throw thrown
    if (await answersAt(address)) return null
    removeSocket(address)
    return listen(address, onClient)
  }
}

/** Removes the socket of a process that is gone; named pipes of Windows go with it. */
export function removeSocket(address: string): void {
  if (process.platform !== 'win32') rmSync(address, { force: true })
}

function listen(address: string, onClient: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onClient)
    server.once('error', reject)
    server.listen(address, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}
