/** Sockets on this computer: connecting to what listens, and listening where nothing else does. Runs on Node 16 and later. */
import { rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
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

/**
 * Listens at the address. A socket that a killed process left behind is removed only once connecting to it was refused;
 * null when something does answer there.
 */
export async function listenAlone(address: string, onClient: (socket: Socket) => void): Promise<Server | null> {
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
