/** Whether a process lives. Runs on Node 16 and later. */

/** True also of one that belongs to somebody else. A number may be given again: what must be sure asks a lock that ends with its process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM: there is one, of somebody else.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
