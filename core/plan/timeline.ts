/** When each run of a plan begins and ends, for a ruler of hours: each in its turn as soon as one of those before it ends. */

/** Milliseconds from the beginning. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Of runs in their order, of how long each takes in milliseconds, 0 for one that is there already; null where that is not known, and then of all after it too.
 * `atOnce`: so many train beside each other, taken to be as fast as alone. `busy`: how long those that train now still take.
 */
export function timelineOf(durations: readonly (number | null)[], atOnce: number, busy: readonly number[] = []): (Span | null)[] {
  const free = Array.from({ length: Math.max(1, atOnce) }, (_, lane) => busy[lane] ?? 0)
  let known = true
  return durations.map((duration) => {
    known &&= duration !== null
    if (!known || duration === null) return null
    const start = Math.min(...free)
    const end = start + duration
    if (duration > 0) free[free.indexOf(start)] = end
    return { start, end }
  })
}
