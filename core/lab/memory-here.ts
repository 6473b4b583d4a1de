/** Memory that processes here may take in all, in bytes: the computer's, or what its container is allowed. */
import { totalmem } from 'node:os'

export function memoryHere(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity)
}
