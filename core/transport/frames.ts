/**
 * Messages as whole binary frames. Every carrier that crosses a process (socket, WebSocket, Electron IPC) moves frames; what is
 * in them is decided here, once. So a relay between two carriers passes frames on without looking inside.
 */
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack'
import { checkFrame } from './frame-check.ts'
import type { Flow, Transport } from './transport.ts'

/**
 * A pipe for whole binary frames, in order, none lost while it is open. Who serves strangers looks at what they have not read, and hears
 * them no further until they have; a pipe whose other side leaves more than `mostUnread` closes.
 */
export interface FramePipe extends Flow {
  send(frame: Uint8Array): void
  /** Frames that came before the first listener are kept for it. */
  onFrame(listener: (frame: Uint8Array) => void): void
}

/** As long as the longest answer of the contract: a side that leaves more unread than that is not coming back. */
export const mostUnread = 256 * 1024 * 1024

/** Bytes that a side may leave unread before it is heard no further: several frames of a chart, and little for a process. */
export const fallenBehind = 4 * 1024 * 1024

/** MessagePack knows bytes only; the other typed arrays are extensions of it, little-endian as every supported processor is. */
const typedArrays = [
  { type: 1, constructor: Int32Array },
  { type: 2, constructor: Float32Array },
  { type: 3, constructor: Float64Array },
] as const

const extensionCodec = new ExtensionCodec()
for (const { type, constructor } of typedArrays) {
  extensionCodec.register({
    type,
    encode: (value) => (value instanceof constructor ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null),
    // A copy, because the bytes in a frame are not aligned.
    decode: (bytes) => new constructor(new Uint8Array(bytes).buffer),
  })
}

/** Bytes of a message of plain data; typed arrays keep their type, fields that are undefined are left out. */
export function encodeMessage(message: unknown): Uint8Array {
  return encode(message, { extensionCodec, ignoreUndefined: true })
}

/** The message in a frame. Throws a RangeError or DecodeError when the bytes are not one whole message, or claim more than any has. */
export function decodeMessage(frame: Uint8Array): unknown {
  checkFrame(frame)
  // Node's Buffer is a Uint8Array whose slices share memory; what is decoded shall be plain everywhere.
  return decode(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength), { extensionCodec })
}

/** A transport for messages over a pipe for frames. A frame that cannot be decoded closes the pipe: its sender speaks something else. */
export function messagesOver(pipe: FramePipe): Transport {
  return {
    send: (message) => pipe.send(encodeMessage(message)),
    onMessage: (listener) =>
      pipe.onFrame((frame) => {
        let message: unknown
        try {
          message = decodeMessage(frame)
        } catch {
          pipe.close()
          return
        }
        listener(message)
      }),
    pause: () => pipe.pause(),
    resume: () => pipe.resume(),
    unread: () => pipe.unread(),
    onRead: (listener) => pipe.onRead(listener),
    onClose: (listener) => pipe.onClose(listener),
    close: () => pipe.close(),
  }
}
