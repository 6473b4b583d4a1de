/** Frames on a stream socket: four bytes of length, big-endian, then the bytes. Runs on Node 16 and later. */
import type { Socket } from 'node:net'
import { mostUnread, type FramePipe } from './frames.ts'
import { createInbox } from './inbox.ts'

/** Larger than any message the contract can give (512 images of 224×224×3); what claims more is not speaking this protocol. */
const longestAnswer = 256 * 1024 * 1024
const headerBytes = 4

/**
 * Takes over a connected socket; frames longer than `longestFrame` end it. Errors of the socket end as a close; the reason is of no use
 * to either side.
 */
export function framesOver(socket: Socket, longestFrame = longestAnswer): FramePipe {
  const inbox = createInbox()
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
      if (length > longestFrame) {
        socket.destroy()
        return
      }
      needed = headerBytes + length
      chunks = [bytes]
      if (buffered < needed) return
      const rest = bytes.subarray(needed)
      chunks = [rest]
      buffered = rest.length
      inbox.take(bytes.subarray(headerBytes, needed))
      needed = headerBytes
    }
  })
  // A socket without a listener for errors ends the process; 'close' always follows.
  socket.on('error', () => socket.destroy())

  return {
    send(frame) {
      if (!socket.writable) return
      // It has not read for so long that it is not there any more.
      if (socket.writableLength > mostUnread) {
        socket.destroy()
        return
      }
      const header = Buffer.allocUnsafe(headerBytes)
      header.writeUInt32BE(frame.length)
      socket.cork()
      socket.write(header)
      socket.write(frame)
      socket.uncork()
    },
    onFrame: (next) => inbox.onFrame(next),
    pause() {
      inbox.pause()
      socket.pause()
    },
    resume() {
      // The listener may pause again at once, and has the last word.
      socket.resume()
      inbox.resume()
    },
    unread: () => socket.writableLength,
    onRead: (listener) => void socket.on('drain', listener),
    onClose(closed) {
      if (socket.closed || socket.destroyed) queueMicrotask(closed)
      else socket.once('close', () => closed())
    },
    close() {
      // Nobody listens any more; what still comes is read, so that the other side's end is seen.
      socket.removeAllListeners('data').resume()
      socket.end(() => socket.destroy())
    },
  }
}
