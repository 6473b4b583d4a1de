/** What a network takes of the memory where it is used: measured in a process of its own, which does nothing else. */
import { fileURLToPath } from 'node:url'
import { Failure } from '../../files/failure.ts'
import { startWork } from '../../work/start-work.ts'
import type { DeviceMemoryTask } from './task.ts'

const entry = fileURLToPath(new URL('./device-memory-main.ts', import.meta.url))

/** As `bytesInUse` tells it. Throws a Failure, `out-of-memory` where there was too little. */
export async function bytesUsed(task: DeviceMemoryTask): Promise<number | null> {
  const { end } = startWork<DeviceMemoryTask, never, number | null>(entry, task, {
    told: () => undefined,
    early: ({ how, memory, lastLine }) =>
      memory
        ? new Failure(
            'out-of-memory',
            `${task.batch} images at once took more memory than there is, and the system ended the process.`,
            'Close other programs, or pause what trains, and measure again.',
          )
        : new Failure(
            'inspection-ended',
            `The process whose memory was measured ended by itself (${how}). ${lastLine}`.trim(),
            'Nothing of it was kept, and nothing else is touched. Measure again.',
          ),
  })
  return end
}
