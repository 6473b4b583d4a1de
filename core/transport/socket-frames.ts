/** Frames on a stream socket: four bytes of length, big-endian, then the bytes. Runs on Node 16 and later. */
import type { Socket } from 'node:net'
import type { FramePipe } from './frames.ts'

/** Larger than any message the contract can give (512 images of 224×224×3); what claims more is not speaking this protocol. */
const largestFrame = 256 * 1024 * 1024
const headerBytes = 4

/** Takes over a connected socket. Errors of the socket end as a close; the reason is of no use to either side. */
export function framesOver(socket: Socket): FramePipe {
  const waiting: Uint8Array[] = []
  let listener: ((frame: Uint8Array) => void) | null = null
  const deliver = (frame: Uint8Array): void => {
    if (listener === null) waiting.push(frame)
    else listener(frame)
  }

  let chunks: Buffer[] = []
  let buffered = 0
  let needed = headerBytes
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    buffered += chunk.length
    // Chunks are joined only once a whole frame is there, so that a large frame is copied once and not per chunk.
    while (buffered >= needed) {
      const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
      const length = bytes.readUInt32BE(0)
      if (length > largestFrame) {
        socket.destroy()
        return
      }
      needed = headerBytes + length
      chunks = [bytes]
      if (buffered < needed) return
      const rest = bytes.subarray(needed)
      chunks = [rest]
      buffered = rest.length
      deliver(bytes.subarray(headerBytes, needed))
      needed = headerBytes
    }
  })
  // A socket without a listener for errors ends the process; 'close' always follows.
  socket.on('error', () => socket.destroy())

  return {
    send(frame) {
      if (!socket.writable) return
      const header = Buffer.allocUnsafe(headerBytes)
      header.writeUInt32BE(frame.length)
      socket.cork()
      socket.write(header)
      socket.write(frame)
      socket.uncork()
    },
    onFrame(next) {
      listener = next
      for (const frame of waiting.splice(0)) next(frame)
    },
    onClose(closed) {
      if (socket.closed || socket.destroyed) queueMicrotask(closed)
      else socket.once('close', () => closed())
    },
    close: () => socket.end(() => socket.destroy()),
  }
}
