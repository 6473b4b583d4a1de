/** One member of a pack, read once: its digest, and its bytes as text or in a file. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Extract } from 'tar-stream'
import { Failure } from '../files/failure.ts'

/** As tar-stream gives it: to be read before the next. */
export type Member = Extract extends AsyncIterable<infer Source> ? Source : never

/** Throws a Failure `pack-damaged` where it is longer than `mostBytes`. */
export async function readText(entry: Member, mostBytes: number): Promise<{ text: string; digest: string }> {
  if ((entry.header.size ?? 0) > mostBytes) {
    throw new Failure('pack-damaged', `${entry.header.name} is too long. Nothing was kept.`, 'Copy the file anew.')
  }
  const parts: Buffer[] = []
  for await (const chunk of entry as AsyncIterable<Buffer>) parts.push(chunk)
  const bytes = Buffer.concat(parts)
  return { text: bytes.toString('utf8'), digest: createHash('sha256').update(bytes).digest('hex') }
}

/** Writes it to a file that must not be there yet, and to the disk; with null it is only read. Gives its digest. */
export async function writeMember(entry: Member, path: string | null): Promise<string> {
  const hash = createHash('sha256')
  const file = path === null ? null : await open(path, 'wx')
  try {
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      hash.update(chunk)
      await file?.writeFile(chunk)
    }
    await file?.sync()
  } finally {
    await file?.close()
  }
  return hash.digest('hex')
}
