/**
 * A trainer's log: JSON lines of its own, and whatever TensorFlow prints between them. Anything may be at the end of a file
 * whose writer was killed, so reading never fails.
 */
import { closeSync, fstatSync, readSync } from 'node:fs'
import { OddFileError, openRegular } from '../files/regular-file.ts'
import { visibleText } from '../text/visible-text.ts'

export type LogLevel = 'info' | 'warning' | 'error'

export interface LogEntry {
  /** Milliseconds since 1970; a line that does not say has the time of the one before. */
  readonly time: number
  readonly level: LogLevel
  readonly text: string
}

export function logLine(entry: LogEntry): string {
  return visibleText(JSON.stringify(entry)) + '\n'
}

/** TensorFlow's lines carry a letter for the level: "2026-11-21 06:00:00.1: E external/…", or "E0000 00:00:1795246206.57 …" */
const nativeError = /(^|: )[EF] \S+:\d+\]|^[EF]\d{4} |Check failed|terminate called|Aborted|what\(\):/
const nativeWarning = /: W \S+:\d+\]|^W\d{4} /

/** What TensorFlow says at every start, before it heeds TF_CPP_MIN_LOG_LEVEL: absl's notice, and information lines "I0000 00:00:…". */
const nativeChatter = /^(WARNING: All log messages before absl|I\d{4} \d\d:\d\d:)/

export function parseLog(text: string): LogEntry[] {
  let time = 0
  const entries: LogEntry[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '' || nativeChatter.test(line)) continue
    const entry = parseOwn(line) ?? { time, level: nativeLevel(line), text: line }
    time = entry.time
    entries.push(entry)
  }
  return entries
}

function nativeLevel(line: string): LogLevel {
  if (nativeError.test(line)) return 'error'
  return nativeWarning.test(line) ? 'warning' : 'info'
}

function parseOwn(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    // Half a line of a killed trainer is shown as it is.
    return null
  }
  if (typeof parsed !== 'object' || parsed === null) return null
  const { time, level, text } = parsed as Partial<Record<keyof LogEntry, unknown>>
  if (typeof time !== 'number' || typeof text !== 'string') return null
  return { time, level: level === 'warning' || level === 'error' ? level : 'info', text }
}

/** The last entries of a log, from at most its last 64 KiB. Empty when there is no log. */
export function readLogEnd(file: string, count: number): LogEntry[] {
  const handle = openIfReadable(file)
  // A run that never started has none.
  if (handle === null) return []
  try {
    const { size } = fstatSync(handle)
    const bytes = Buffer.alloc(Math.min(size, 64 * 1024))
    readSync(handle, bytes, 0, bytes.length, size - bytes.length)
    return parseLog(bytes.toString('utf8')).slice(-count)
  } finally {
    closeSync(handle)
  }
}

/** Larger parts would hold up whoever asks. */
const partBytes = 1024 * 1024

/** Of a log that is longer, what stands before is left in the file. */
const shownBytes = 4 * partBytes

export interface LogPart {
  readonly lines: LogEntry[]
  /** Bytes before the first line. */
  readonly from: number
  readonly next: number
  readonly more: boolean
}

/** Whole lines from a byte on, or of the last megabytes; a last line without an end is left for later. */
export function readLogPart(file: string, asked: number | null): LogPart {
  const handle = openIfReadable(file)
  if (handle === null) return { lines: [], from: 0, next: 0, more: false }
  try {
    const { size } = fstatSync(handle)
    const start = Math.min(size, asked ?? Math.max(0, size - shownBytes))
    const bytes = Buffer.alloc(Math.min(size - start, partBytes))
    readSync(handle, bytes, 0, bytes.length, start)
    // What begins within a line begins with the next one.
    const first = asked === null && start > 0 ? bytes.indexOf(lineFeed) + 1 : 0
    const end = bytes.lastIndexOf(lineFeed) + 1
    // A line that fills a whole part is cut.
    const next = end === 0 && bytes.length === partBytes ? bytes.length : Math.max(first, end)
    const lines = parseLog(bytes.subarray(first, next).toString('utf8'))
    return { lines, from: start + first, next: start + next, more: next > 0 && start + next < size && bytes.length === partBytes }
  } finally {
    closeSync(handle)
  }
}

const lineFeed = 10

/** What else is the matter with it is told with the run's other files. */
function openIfReadable(file: string): number | null {
  try {
    return openRegular(file)
  } catch (thrown) {
    if (thrown instanceof OddFileError) return null
    throw thrown
  }
}
