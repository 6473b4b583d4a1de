/** The module of our own kernels: once loaded, its operations are TensorFlow's too. */
import { createRequire } from 'node:module'
import { z } from 'zod'
import type { CompiledKernels } from '../runtime-location.ts'

/** What a processor may compute them with, as the module names it. AMX disagrees where its products came out wrong when the module was loaded. */
const instructionSets = [
  'AMX',
  'AVX-512 BF16 (AMX disagrees)',
  'AVX-512 (AMX disagrees)',
  'AVX-512 BF16',
  'AVX-512',
  'AVX2',
  'NEON',
] as const
export type Instructions = (typeof instructionSets)[number]

const exportsSchema = z.object({ instructions: z.enum(instructionSets).nullable() })

export type LoadedKernels =
  | { readonly kind: 'ready'; readonly instructions: Instructions }
  /** This processor has none of the instruction sets, or is told by ONEDNN_MAX_CPU_ISA to use none. */
  | { readonly kind: 'unsuitable' }
  | { readonly kind: 'broken'; readonly reason: string }

/** Loads what set-up compiled, after the binding, whose libraries it needs. Unless they are ready TensorFlow's kernels compute all. */
export function loadKernels(file: string): LoadedKernels {
  try {
    const { instructions } = exportsSchema.parse(createRequire(import.meta.url)(file))
    return instructions === null ? { kind: 'unsuitable' } : { kind: 'ready', instructions }
  } catch (thrown) {
    return { kind: 'broken', reason: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

/** What they compute with here; null where set-up compiled none, or none is ready. */
export function instructionsOf(kernels: CompiledKernels): Instructions | null {
  const loaded = kernels.kind === 'compiled' ? loadKernels(kernels.path) : null
  return loaded?.kind === 'ready' ? loaded.instructions : null
}
