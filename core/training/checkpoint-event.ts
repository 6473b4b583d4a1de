/** What is told of a checkpoint, by whoever finds that it has not been told yet. */
import { bytesText } from '../text/bytes-text.ts'
import type { EventRow } from '../store/metrics-writer.ts'

export function checkpointEvent(step: number, bytes: number, time: number): EventRow {
  return { step, time, kind: 'checkpoint', text: `Checkpoint of step ${step}, ${bytesText(bytes)}.` }
}
