/** Makes what older runs lack for their curves while the lab has nothing else to do, one run at a time. */
import { setImmediate } from 'node:timers/promises'

export interface OlderCurvesOptions {
  /** Makes them of a run; gives the share that is done, slice by slice. */
  make(run: string): Generator<number, void>
  /** There is more to tell of a run. */
  changed(run: string): void
  /** Milliseconds since whenever. */
  now(): number
}

export interface OlderCurves {
  /** Asks for a run's; again and again is once. */
  want(run: string): void
  /** What is done of them, from 0 to 1; null while none are being made. */
  share(run: string): number | null
  /** They could not be made, for a full disk or a run that went. */
  failed(run: string): boolean
  readonly busy: boolean
  close(): void
}

/** How often it is told how far it is. */
const betweenTellsMs = 300

export function createOlderCurves({ make, changed, now }: OlderCurvesOptions): OlderCurves {
  const wanted = new Map<string, number>()
  const failures = new Set<string>()
  let busy = false
  let closed = false

  async function work(): Promise<void> {
    busy = true
    for (let [run] = wanted.keys(); run !== undefined && !closed; [run] = wanted.keys()) {
      try {
        let toldAt = now()
        for (const share of make(run)) {
          wanted.set(run, share)
          if (now() - toldAt >= betweenTellsMs) {
            toldAt = now()
            changed(run)
          }
          // Whoever asks something meanwhile is answered between two slices.
          await setImmediate()
          if (closed) break
        }
      } catch (thrown) {
        failures.add(run)
        console.error(thrown)
      }
      wanted.delete(run)
      changed(run)
    }
    busy = false
  }

  return {
    want(run) {
      if (wanted.has(run) || failures.has(run) || closed) return
      wanted.set(run, 0)
      if (!busy) void work()
    },
    share: (run) => wanted.get(run) ?? null,
    failed: (run) => failures.has(run),
    get busy() {
      return busy
    },
    close() {
      closed = true
    },
  }
}
