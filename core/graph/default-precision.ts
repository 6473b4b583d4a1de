/** Which numbers a device is best trained with. */
import type { FloatType } from './graph-layer.ts'

/**
 * By the compute capability of the GPU (8 for Ampere, 9 for Hopper), null for a CPU: where tensor cores take bfloat16, that, whose range
 * needs no loss scaling; on Volta and Turing (7), whose tensor cores do not, float16. A CPU gains from bfloat16 only with instructions for it.
 */
export function defaultPrecision(computeCapability: number | null): FloatType {
  if (computeCapability === null || computeCapability < 7) return 'float32'
  return computeCapability < 8 ? 'float16' : 'bfloat16'
}
