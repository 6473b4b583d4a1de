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

/** The records of a whole file. Throws a RecordError at the first that is damaged or cut off. */
export function* recordsIn(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length;) {
    const cut = new RecordError(`the record at byte ${at} is cut off`)
    if (at + 12 > file.length) throw cut
    const length = Number(file.readBigUInt64LE(at))
    if (file.readUInt32LE(at + 8) !== masked(file.subarray(at, at + 8)))
      throw new RecordError(`the record at byte ${at} is damaged`)
    const end = at + 12 + length
    if (end + 4 > file.length) throw cut
    const bytes = file.subarray(at + 12, end)
    if (file.readUInt32LE(end) !== masked(bytes)) throw new RecordError(`the record at byte ${at} is damaged`)
    yield bytes
    at = end + 4
  }
}
