/** Which process holds a file of core/files/held-file.ts, as far as the system tells. */
import { readFileSync, statSync } from 'node:fs'

/** Where SQLite's locks begin in a file, whatever its size. */
const firstLockedByte = 0x40000000

/** Null where nobody here holds it, a process of another computer or container does, or the system does not tell (only Linux does). */
export function lockHolder(path: string, locksFile = '/proc/locks'): number | null {
  if (process.platform !== 'linux') return null
  try {
    const { ino } = statSync(path)
    for (const line of readFileSync(locksFile, 'utf8').split('\n')) {
      // "1: POSIX  ADVISORY  WRITE 1234 08:02:5678 1073741824 1073742335"; one that waits has "->" after its number.
      const [, pid, inode, begin] = /^\d+: POSIX +\S+ +WRITE +(\d+) \S+:(\d+) (\d+) /.exec(line) ?? []
      if (Number(inode) === ino && Number(begin) >= firstLockedByte && Number(pid) > 0) return Number(pid)
    }
    return null
  } catch {
    // The file is gone, or this sandbox hides the locks.
    return null
  }
}
