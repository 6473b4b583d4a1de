/** Whether a run may begin beside others that train: on processors of this computer, with memory for all of them. */
import type { RunRecord, Want } from '../store/run.ts'
import { bytesText } from '../text/bytes-text.ts'

/** What of a run decides it. */
export interface Neighbour {
  readonly record: Pick<RunRecord, 'predicted' | 'device'>
  /** Largest memory of its process so far, in bytes; null before it is known. */
  readonly peakBytes: number | null
}

export interface Place {
  /** Memory that processes here may take in all. */
  readonly memoryBytes: number
  /** What runs that ask for no device train on. */
  readonly hardware: 'cpu' | 'gpu'
}

/** Left for the lab, the window and the system. */
const sparedBytes = 1_500_000_000

/** The most memory that a run is known to take; null where neither a prediction nor a measurement tells. */
export function memoryOfRun({ record, peakBytes }: Neighbour): number | null {
  const known = [record.predicted?.peakBytes, peakBytes].filter((bytes) => bytes !== null && bytes !== undefined)
  return known.length === 0 ? null : Math.max(...known)
}

/** Null where the run may begin beside them. A GPU's memory is one run's. */
export function wantBeside(run: Neighbour, others: readonly Neighbour[], place: Place): Want | null {
  if (others.length === 0) return null
  const remedy = 'It begins by itself once enough of those before it have ended.'
  if ([run, ...others].some((each) => isOnGpu(each, place))) {
    return { code: 'memory-full', reason: 'A GPU trains one run at a time.', remedy }
  }
  const wanted = memoryOfRun(run)
  const taken = others.map(memoryOfRun)
  if (wanted === null || taken.includes(null)) {
    return {
      code: 'memory-full',
      reason: 'How much memory it takes beside those that train is not known: this computer was not measured.',
      remedy: `Measure this computer in the System view. ${remedy}`,
    }
  }
  const left = place.memoryBytes - sparedBytes - taken.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0)
  if (wanted <= left) return null
  return {
    code: 'memory-full',
    reason: `It takes ${bytesText(wanted)} of memory, and those that train leave ${bytesText(Math.max(0, left))}.`,
    remedy,
  }
}

function isOnGpu({ record: { device } }: Neighbour, { hardware }: Place): boolean {
  return device.kind === 'gpu' || (device.kind === 'auto' && hardware === 'gpu')
}
