/** What all services do together: they begin, keep the lab alive while they work, and end with it. */
import type { Services } from './services.ts'

export interface LabWork {
  /** Finds the trainers again that are known to be at work. */
  recover(): Promise<void>
  /** All runs were read: starts the queue, sweeps and studies. */
  begin(): Promise<void>
  /** Whether something is queued, running or being downloaded. */
  readonly busy: boolean
  /** Ends what is under way in this process; trainers go on. */
  close(): void
}

/** `activity` is called when something began or ended that keeps the lab alive. */
export function labWork(services: Services, activity: () => void): LabWork {
  const { datasets, runs, sweeps, studies, curves, calibration, firstBatch } = services
  const { imports, exports, unpacks, inspections, whole, events, sql } = services
  const working = [sweeps, studies, calibration, firstBatch, imports, exports, unpacks, inspections, whole, events]
  const told = [datasets, ...working]
  for (const { changed } of told) changed.watch(activity)
  runs.changed.watch(activity)
  return {
    recover: runs.supervisor.recover,
    async begin() {
      await runs.supervisor.recover()
      sweeps.begin()
      studies.begin()
    },
    get busy() {
      return [...told, runs.supervisor, curves].some(({ busy }) => busy)
    },
    close() {
      datasets.cancelAll()
      for (const service of [...working, curves, sql]) service.close()
    },
  }
}
