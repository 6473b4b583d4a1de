/** A library's runs are read for the first time in the background: who looks sees those that were read by now, who needs all of them waits. */
import type { ReadingProgress } from '../store/first-reading.ts'
import type { LibraryRuns } from '../store/library-runs.ts'
import { createSignal, type Signal } from './signal.ts'

export interface FirstReading {
  /** How far it is, and how long the rest takes at this pace; null once all were read. */
  readonly progress: (ReadingProgress & { readonly leftMs: number }) | null
  /** More were read. */
  readonly changed: Signal
  /** Resolves once all were read. */
  readonly done: Promise<void>
  close(): void
}

/** What is read sooner nobody waits for: the list comes whole. */
const atOnceMs = 500
/** Between two of them the lab answers, and what it waits for comes in. */
const sliceMs = 25
const betweenMs = 5
const betweenTellingMs = 500

/** Reads for a moment, and on from then by itself. */
export function readRuns(runs: Pick<LibraryRuns, 'reading'>, now: () => number = () => performance.now()): FirstReading {
  const changed = createSignal()
  const begunAt = now()
  const before = runs.reading.progress?.done ?? 0
  let next: NodeJS.Timeout | undefined
  let toldAt = begunAt
  let resolve: () => void
  const done = new Promise<void>((isDone) => (resolve = isDone))
  const readFor = (ms: number): void => {
    const until = now() + ms
    const isWhole = runs.reading.readOn(() => now() >= until)
    if (isWhole) resolve()
    else next = setTimeout(readFor, betweenMs, sliceMs)
    if (!isWhole && now() - toldAt < betweenTellingMs) return
    toldAt = now()
    changed.emit()
  }
  readFor(atOnceMs)
  return {
    get progress() {
      const { progress } = runs.reading
      if (progress === null) return null
      const each = (now() - begunAt) / Math.max(1, progress.done - before)
      return { ...progress, leftMs: each * (progress.of - progress.done) }
    },
    changed,
    done,
    close() {
      clearTimeout(next)
    },
  }
}
