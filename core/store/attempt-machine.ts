/** Where and by what an attempt was trained, kept with it when it begins: a result may depend on each of these. */
import { z } from 'zod'

/** Words as the programs themselves say them. What a newer Stagecraft adds is left out. */
export const attemptMachineSchema = z.object({
  /** Version of Stagecraft. */
  stagecraft: z.string(),
  node: z.string(),
  /** "2.21.0, for CPUs"; null where tfjs computed in JavaScript. */
  tensorflow: z.string().nullable(),
  tfjs: z.string(),
  /** Whether TensorFlow leaves convolutions to oneDNN, and what limits its instructions; null without TensorFlow. */
  oneDnn: z.string().nullable(),
  /** What our own kernels computed with, or why they did not. */
  kernels: z.string(),
  /** "Debian GNU/Linux 13, Linux 6.12.8, x64" */
  system: z.string(),
  /** "AMD EPYC 9B45, 2 cores" */
  processor: z.string(),
  memoryBytes: z.number(),
  /** Version of the driver of the graphics card; null where there is none. */
  gpuDriver: z.string().nullable(),
})

export type AttemptMachine = z.infer<typeof attemptMachineSchema>

/** Null where nothing was recorded, and for what only a newer Stagecraft understands. */
export function readMachine(text: string | null): AttemptMachine | null {
  if (text === null) return null
  try {
    return attemptMachineSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
