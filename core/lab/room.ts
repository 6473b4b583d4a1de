/** Whether the disk has room for a run that is about to begin: one that begins without crashes, and so does the next. */
import { freeBytesNow } from '../files/folder-size.ts'
import type { RunRecord, Want } from '../store/run.ts'
import { bytesText } from '../text/bytes-text.ts'

/** Metrics of some thousand steps, and what the system wants for itself. */
const measuredBytes = 16_000_000
/** Weights and two slots of an optimizer in float32. */
const stateBytes = 12
/** The newest checkpoint goes only once the next is whole. */
const checkpoints = 2

/** What a run writes before it has trained for long. */
export function bytesToBegin({ parameters }: Pick<RunRecord, 'parameters'>): number {
  return measuredBytes + checkpoints * stateBytes * parameters
}

/** Null when there is room. */
export function wantOfRoom(folder: string, run: Pick<RunRecord, 'parameters'>, free = freeBytesNow(folder)): Want | null {
  const needed = bytesToBegin(run)
  if (free >= needed) return null
  return {
    code: 'disk-full',
    reason: `The disk of the library is full: ${bytesText(free)} are free, and a run needs ${bytesText(needed)} to begin.`,
    remedy: 'Free space, for example by emptying the bin. The queue goes on by itself when there is room.',
  }
}
