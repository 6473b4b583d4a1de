/** What this process takes of the machine's memory, and a bound to it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { systemCode } from '../files/failure.ts'

/** Largest memory of this process so far in bytes; null where the system does not tell. */
export function peakBytes(): number | null {
  const { maxRSS } = process.resourceUsage()
  return statusOf('VmHWM') ?? (maxRSS > 0 ? maxRSS * 1024 : null)
}

/** From now on `peakBytes` tells the largest memory since now. False where the system cannot: then it tells that since the start. */
export function forgetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
    return true
  } catch {
    // Only Linux has it, and not every kernel.
    return false
  }
}

/**
 * Gives back what JavaScript has let go of. By itself it waits until more is asked for, which training never does: copies of a wide
 * network's weights would stay for the whole run.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

/**
 * Does something while this process gets no more memory than the machine has left: then asking for more is an error, which can be told,
 * and not the system's signal 9. Only on Linux; elsewhere it is simply done.
 */
export async function withinMemory<T>(work: () => Promise<T> | T): Promise<T> {
  const taken = statusOf('VmData')
  if (taken === null || !boundData(String(Math.floor(taken + process.availableMemory())))) return work()
  try {
    return await work()
  } finally {
    boundData('unlimited')
  }
}

/** Sets the soft limit on private memory, which any process may do for itself. False where it cannot be set. */
function boundData(bytes: string): boolean {
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), `--data=${bytes}:`], { stdio: 'ignore' })
    return true
  } catch {
    // There is no such program, or somebody has set a limit already.
    return false
  }
}

/** A line of Linux's own record of this process, in bytes. */
function statusOf(name: string): number | null {
  try {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null
    throw thrown
  }
}
