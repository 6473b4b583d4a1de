/** A zip of files, packed or not, as hostile as a test wants it. */
import { deflateRawSync } from 'node:zlib'

export interface Zipped {
  readonly name: string
  readonly bytes: Uint8Array
  readonly packed?: boolean
  /** What it says of its size, where that is a lie. */
  readonly claims?: number
}

/** Checksums are left at 0: nothing here compares them. */
export function zipOf(files: readonly Zipped[]): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const { name, bytes, packed = false, claims = bytes.length } of files) {
    const content = packed ? deflateRawSync(bytes) : Buffer.from(bytes)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(packed ? 8 : 0, 4)
    shared.writeUInt32LE(content.length, 14)
    shared.writeUInt32LE(claims, 18)
    shared.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), content])
    const more = Buffer.alloc(14)
    more.writeUInt32LE(offset, 10)
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, more, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
