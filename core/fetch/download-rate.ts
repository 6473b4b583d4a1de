/** How fast a download goes, over its last seconds. */
export interface DownloadPace {
  /** `doneBytes` at `now` milliseconds of a clock that never goes back. */
  at(now: number, doneBytes: number): void
  readonly bytesPerSecond: number
}

const windowMs = 3_000

export function measureDownloadPace(): DownloadPace {
  const seen: { now: number; doneBytes: number }[] = []
  let bytesPerSecond = 0
  return {
    at(now, doneBytes) {
      seen.push({ now, doneBytes })
      while (seen.length > 2 && now - (seen[0]?.now ?? now) > windowMs) seen.shift()
      const first = seen[0]
      if (first && now > first.now) bytesPerSecond = (1000 * (doneBytes - first.doneBytes)) / (now - first.now)
    },
    get bytesPerSecond() {
      return bytesPerSecond
    },
  }
}
