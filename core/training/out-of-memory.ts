/** Memory that ran out, told from other errors. */
import { Failure } from '../files/failure.ts'

/** The code of failures that say so. */
export const outOfMemory = 'out-of-memory'

/** What an allocator says that gets no more: TensorFlow's, CUDA's, oneDNN's, C++'s. */
const said = /OOM when allocating|RESOURCE_?EXHAUSTED|CUDA_ERROR_OUT_OF_MEMORY|out of memory|out_of_memory|bad_alloc/i

export function isOutOfMemory(thrown: unknown): boolean {
  if (thrown instanceof Failure && thrown.code === outOfMemory) return true
  return thrown instanceof Error && said.test(thrown.message)
}
