/** The module of our own kernels: once loaded, its operations are TensorFlow's too. */
import { createRequire } from 'node:module'
import { z } from 'zod'
import { instructionSets, type Instructions } from './plan.ts'

const exportsSchema = z.object({ instructions: z.enum(instructionSets).nullable() })

/**
 * Loads what set-up compiled, after the binding, whose libraries it needs. Gives what the kernels compute with; null where this processor has none of
 * the instruction sets, or the module cannot be loaded: then TensorFlow's kernels compute all.
 */
export function loadKernels(file: string): Instructions | null {
  try {
    return exportsSchema.parse(createRequire(import.meta.url)(file)).instructions
  } catch {
    return null
  }
}
