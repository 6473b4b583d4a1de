/** What a convolution is told, and the window that follows. */
import type { InitialWeights } from '../initialization.ts'
import { sidesOf, type Sides } from '../map-shape.ts'
import type { Window } from './padding.ts'

export interface ConvConfig {
  /** Sides of the kernel: 3 is 3×3, [1, 7] is 1×7. */
  readonly kernel: Sides
  /** Output channels. */
  readonly width: number
  readonly stride: number
  /** Zero pixels before and after; (kernel − 1) / 2 keeps the size at stride 1, as in PyTorch (TensorFlow's SAME differs at stride 2). */
  readonly padding: Sides
  /** Pixels from one that a window reads to the next, along both sides (Yu & Koltun 2016); 1 where it is not said. */
  readonly dilation?: number
  /**
   * Channels in and out are parted into so many groups, each convolved by itself (Krizhevsky et al. 2012, section 3.5); 1 where it is not said.
   * As many as there are channels make it depthwise.
   */
  readonly groups?: number
  /** Off where BN follows, whose offset does the same. */
  readonly bias: boolean
  /** What its biases begin with; 0 where it is not said, less where a gate is to begin nearly shut. */
  readonly initialBias?: number
  /** What its weights begin with; by the network's rule where it is left out. */
  readonly initial?: InitialWeights
}

export function convWindow({ kernel, stride, padding, dilation = 1 }: ConvConfig): Window {
  const [rows, columns] = sidesOf(kernel)
  return { extent: [(rows - 1) * dilation + 1, (columns - 1) * dilation + 1], stride, padding: sidesOf(padding) }
}

/**
 * A 1×1 kernel with a stride reads some pixels and skips the rest. They are taken out first: where few channels come in, oneDNN's own way of
 * doing so writes past the end of a buffer or gives wrong gradients (docs/engine.md), and it is no faster.
 */
export function skipsPixels({ kernel, stride }: ConvConfig): boolean {
  return stride > 1 && sidesOf(kernel).every((side) => side === 1)
}
