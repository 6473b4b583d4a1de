/** The machine that this process runs on, as far as speeds depend on it. */
import { availableParallelism, cpus } from 'node:os'
import type { Machine } from './calibration.ts'

/** `tensorflow`: its version. */
export function thisMachine(tensorflow: string): Machine {
  return { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(), tensorflow }
}
