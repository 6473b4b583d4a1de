/** An export from the terminal: how far it is while it lasts, and ended by Ctrl-C. */
import type { ExportResult } from '../export/formats.ts'
import { startExport } from '../export/run-export.ts'
import type { ExportPlace } from '../export/staging.ts'
import type { ExportOrder } from '../export/task.ts'
import { visibleText } from '../text/visible-text.ts'
import type { OnInterrupt } from './interrupt.ts'
import { duration, percent } from './text.ts'

export interface ExportFollower {
  /** A line for the person, where there is one. */
  note(line: string): void
  readonly onInterrupt: OnInterrupt
  /** Milliseconds. */
  now(): number
  readonly json: boolean
}

/** What takes longer tells how far it is, so often. */
const betweenNotesMs = 3000

/** Null where it was cancelled. Rejects with a Failure as `startExport`. */
export function followExport(
  title: string,
  order: ExportOrder,
  place: ExportPlace,
  { note, onInterrupt, now, json }: ExportFollower,
): Promise<ExportResult | null> {
  const begun = now()
  let told = begun
  const { end, cancel } = startExport(order, place, (done, total) => {
    if (json || now() - told < betweenNotesMs) return
    told = now()
    note(`${visibleText(title)}: ${percent(done / total)} done, ${duration(((told - begun) / done) * (total - done))} left`)
  })
  onInterrupt('Cancelling.', () => {
    cancel()
    return Promise.resolve()
  })
  return end
}
