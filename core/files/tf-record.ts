/**
 * Records as TensorFlow keeps them, one after the other: length (uint64), masked CRC-32C of it, the bytes, masked CRC-32C of them
 * (https://www.tensorflow.org/tutorials/load_data/tfrecord).
 */

/** Castagnoli's polynomial, bits reversed. */
const polynomial = 0x82f63b78

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
  return crc
})

/** CRC-32C (RFC 3720, B.4). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (table[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

/** A checksum of bytes that hold a checksum would be weak. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

export function record(bytes: Uint8Array): Buffer {
  const written = Buffer.alloc(16 + bytes.length)
  written.writeBigUInt64LE(BigInt(bytes.length))
  written.writeUInt32LE(masked(written.subarray(0, 8)), 8)
  written.set(bytes, 12)
  written.writeUInt32LE(masked(bytes), 12 + bytes.length)
  return written
}

/** Where records end that cannot be gone on from, as the end of a sentence. */
export class RecordError extends Error {}

/** A length that is more than this is not believed: nothing is held of a record that large. */
const longestRecord = 64 * 2 ** 20

/** The record that begins at `from`, and where it ends; else how many bytes from there it takes at least. `place`: of its first byte in the file. */
function recordAt(bytes: Buffer, from: number, place: number): { bytes: Buffer; end: number } | { needed: number } {
  if (from + 12 > bytes.length) return { needed: 12 }
  const damaged = new RecordError(`the record at byte ${place} is damaged`)
  const length = bytes.readBigUInt64LE(from)
  if (bytes.readUInt32LE(from + 8) !== masked(bytes.subarray(from, from + 8))) throw damaged
  if (length > longestRecord) throw new RecordError(`the record at byte ${place} is longer than ${longestRecord} bytes`)
  const end = from + 12 + Number(length)
  if (end + 4 > bytes.length) return { needed: 16 + Number(length) }
  const content = bytes.subarray(from + 12, end)
  if (bytes.readUInt32LE(end) !== masked(content)) throw damaged
  return { bytes: content, end: end + 4 }
}

/**
 * The records of a file that comes in pieces of any size, those of a piece together. What stands before the first that is damaged or cut off is given, then a
 * RecordError is thrown.
 */
export async function* recordsInPieces(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let held: Buffer[] = []
  let heldBytes = 0
  let place = 0
  let needed = 12
  for await (const piece of pieces) {
    held.push(piece)
    heldBytes += piece.length
    if (heldBytes < needed) continue
    const bytes = Buffer.concat(held)
    const found: Buffer[] = []
    let from = 0
    try {
      for (;;) {
        const next = recordAt(bytes, from, place + from)
        if ('needed' in next) {
          needed = next.needed
          break
        }
        found.push(next.bytes)
        from = next.end
      }
    } catch (thrown) {
      yield found
      throw thrown
    }
    place += from
    held = [bytes.subarray(from)]
    heldBytes = bytes.length - from
    yield found
  }
  if (heldBytes > 0) throw new RecordError(`the record at byte ${place} is cut off`)
}

/** The records of a whole file. Throws as `recordsInPieces` does. */
export function* recordsIn(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length;) {
    const next = recordAt(file, at, at)
    if ('needed' in next) throw new RecordError(`the record at byte ${at} is cut off`)
    yield next.bytes
    at = next.end
  }
}
