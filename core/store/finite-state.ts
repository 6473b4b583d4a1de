/** Whether a network's state is one to go on from: a step whose loss was finite may have driven its weights out of float32. */
import type { Tensors } from '../files/safetensors.ts'

/** Name of the first tensor with a number that is not finite; null where all are. */
export function notFiniteTensor(state: Tensors): string | null {
  for (const [name, { values }] of state) if (!isFiniteTensor(values)) return name
  return null
}

/** Zero times a number is zero, unless it is infinite or none: one sum without a branch, some milliseconds for a million numbers. */
export function isFiniteTensor(values: Float32Array): boolean {
  let sum = 0
  for (const value of values) sum += 0 * value
  return sum === 0
}
