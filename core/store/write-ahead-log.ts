/**
 * The log beside a database (`metrics.db-wal`), where SQLite keeps what was committed last, as https://sqlite.org/fileformat2.html#walformat has
 * it. SQLite reads it up to the first frame whose checksum is wrong and forgets the rest without a word; here that is noticed. Only for a
 * database that nobody writes to.
 */
import { closeSync, fstatSync, readSync } from 'node:fs'
import { OddFileError, openRegular, regularFileAt } from '../files/regular-file.ts'

const headerBytes = 32
const frameHeaderBytes = 24

/** Why something that was committed there is lost, or cannot be read, as the end of a sentence; null when all of it is there. */
export function logDamage(databasePath: string): string | null {
  try {
    const log = openRegular(`${databasePath}-wal`)
    if (log === null) return null
    try {
      const { size } = fstatSync(log)
      if (size <= headerBytes) return null
      if (!regularFileAt(databasePath)?.size)
        return 'it is gone or empty, and a part of what was measured stands in its log alone'
      return brokenAt(log, size)
    } finally {
      closeSync(log)
    }
  } catch (thrown) {
    if (thrown instanceof OddFileError) return `its log cannot be read: ${thrown.message}`
    throw thrown
  }
}

/** Whether something stands in the log that may not be in the database itself. */
export function hasLog(databasePath: string): boolean {
  return (regularFileAt(`${databasePath}-wal`)?.size ?? 0) > 0
}

/**
 * A frame that is broken ends the log, as when the computer went down while it was written. When more of the same log comes after it, it had been
 * written and was changed since.
 */
function brokenAt(log: number, size: number): string | null {
  const header = Buffer.alloc(headerBytes)
  readSync(log, header, 0, headerBytes, 0)
  const isBig = header.readUInt32BE(0) === 0x377f0683
  const pageBytes = header.readUInt32BE(8)
  const start = sumOver(header.subarray(0, 24), [0, 0], isBig)
  const isKnown = isBig || header.readUInt32BE(0) === 0x377f0682
  const isPage = pageBytes >= 512 && pageBytes <= 65536 && (pageBytes & (pageBytes - 1)) === 0
  if (!isKnown || !isPage || !isSum(header, 24, start)) return "its log's beginning is damaged, so what stood in the log is lost"
  const salts = header.subarray(16, 24)
  const frame = Buffer.alloc(frameHeaderBytes + pageBytes)
  const count = Math.floor((size - headerBytes) / frame.length)
  let sum = start
  let broken: number | null = null
  for (let index = 0; index < count; index += 1) {
    readSync(log, frame, 0, frame.length, headerBytes + index * frame.length)
    // What an earlier log left, which this one has not come to yet, has other salts.
    const isOfThis = frame.subarray(8, 16).equals(salts)
    if (broken !== null) {
      if (isOfThis) return `frame ${broken + 1} of its log is damaged, so what stood after it in the log is lost`
      continue
    }
    const next = sumOver(frame.subarray(frameHeaderBytes), sumOver(frame.subarray(0, 8), sum, isBig), isBig)
    if (isOfThis && isSum(frame, 16, next)) sum = next
    else broken = index
  }
  return null
}

type Sum = readonly [number, number]

function sumOver(bytes: Buffer, [first, second]: Sum, isBig: boolean): Sum {
  let a = first
  let b = second
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0
    b = (b + (isBig ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0
  }
  return [a, b]
}

const isSum = (bytes: Buffer, at: number, [a, b]: Sum): boolean =>
  bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b
