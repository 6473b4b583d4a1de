/** Whether the system ends processes for want of memory. */
import { readFileSync } from 'node:fs'

/** How many processes the kernel has ended so since the computer started; null where it does not tell (only Linux does). */
export function memoryKills(file = '/proc/vmstat'): number | null {
  if (process.platform !== 'linux') return null
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8')) ?? []
    return count === undefined ? null : Number(count)
  } catch {
    // Some sandboxes hide it.
    return null
  }
}
