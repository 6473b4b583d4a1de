/** One process at a time makes something (a data set, a runtime, a lab); the others wait for what it makes. Runs on Node 16 and later. */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { isAlive } from '../process/alive.ts'
import { temporaryName } from './durable.ts'
import { systemCode } from './failure.ts'

const heartbeatMs = 2_000
/** Who has not moved for so long is gone, even if another process has its number now. */
const deadAfterMs = 60_000
const betweenLooksMs = 250

/**
 * Makes the file `path`, which says who works, and keeps it fresh until the returned function is called. Waits while another
 * living process has it. Should two ever work at once, the renaming of what they made still lets only whole results through.
 */
export async function lockFolder(path: string, signal: AbortSignal): Promise<() => void> {
  for (;;) {
    signal.throwIfAborted()
    const release = tryLock(path)
    if (release) return release
    await setTimeout(betweenLooksMs, undefined, { signal })
  }
}

/** The same without waiting: null while another living process, or another part of this one, has it. */
export function tryLock(path: string): (() => void) | null {
  if (!take(path)) {
    if (!isAbandoned(path)) return null
    takeAway(path)
    if (!take(path)) return null
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs)
  heartbeat.unref()
  return () => {
    clearInterval(heartbeat)
    rmSync(path, { force: true })
  }
}

function take(path: string): boolean {
  try {
    const file = openSync(path, 'wx')
    try {
      writeSync(file, String(process.pid))
    } catch (thrown) {
      // Without room for its name it would be nobody's for a minute.
      rmSync(path, { force: true })
      throw thrown
    } finally {
      closeSync(file)
    }
    return true
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false
    throw thrown
  }
}

function isAbandoned(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > deadAfterMs) return true
    const pid = Number(readFileSync(path, 'utf8'))
    // Empty in the moment between making the file and writing to it.
    return pid > 0 && !isAlive(pid)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false
    throw thrown
  }
}

/** Of several processes that find a lock abandoned, one renames it; for the others it is gone. */
function takeAway(path: string): void {
  const aside = temporaryName(path)
  try {
    renameSync(path, aside)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return
    throw thrown
  }
  rmSync(aside, { force: true })
}

function touch(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch (thrown) {
    // Somebody removed the lock, or the whole folder: the work goes on, and its result is checked.
    if (systemCode(thrown) !== 'ENOENT') throw thrown
  }
}
