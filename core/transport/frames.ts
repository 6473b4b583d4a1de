/**
 * Messages as whole binary frames. Every carrier that crosses a process (socket, WebSocket, Electron IPC) moves frames; what is
 * in them is decided here, once. So a relay between two carriers passes frames on without looking inside.
 */
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack'
import type { Transport } from './transport.ts'

/** A pipe for whole binary frames, in order, none lost while it is open. */
export interface FramePipe {
  send(frame: Uint8Array): void
  /** Frames that came before the first listener are kept for it. */
  onFrame(listener: (frame: Uint8Array) => void): void
  /** Called once, also when the pipe is closed already. */
  onClose(listener: () => void): void
  close(): void
}

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

/** The message in a frame. Throws a RangeError or DecodeError when the bytes are not one whole message. */
export function decodeMessage(frame: Uint8Array): unknown {
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
    onClose: (listener) => pipe.onClose(listener),
    close: () => pipe.close(),
  }
}
