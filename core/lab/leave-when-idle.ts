/** A lab that nobody needs ends by itself. */

/** A window that reloads, or a command that follows another, finds the lab still there. */
const graceMs = 3000

/** Calls `leave` once `needed` has been false for three seconds on end. The returned function is called whenever it may have changed. */
export function leaveWhenIdle(needed: () => boolean, leave: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const check = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = needed() ? null : setTimeout(leave, graceMs)
  }
  check()
  return check
}
