/** Activation memory as it is said of a design, in the window and on the command line. */
import type { LayerAnalysis } from './analysis.ts'
import { bytesOf } from './training-memory.ts'

/** Bytes that training keeps for the backward pass, at float32, where nothing is computed again. */
export function activationBytes({ activations }: Pick<LayerAnalysis, 'activations'>, batch: number): number {
  return activations * bytesOf('float32') * batch
}

/** Batch that it is said for: the paper's 128 for small images, 32 for large ones. `height` is that of the image. */
export function usualBatch(height: number): number {
  return height <= 64 ? 128 : 32
}
