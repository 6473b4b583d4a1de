import type { LayerRule } from '../layer-rule.ts'
import { mapShape, windowed } from '../map-shape.ts'

export interface ConvConfig {
  /** Side of the square kernel. */
  readonly kernel: number
  /** Output channels. */
  readonly width: number
  readonly stride: number
  /** Zero pixels on each side; (kernel − 1) / 2 keeps the size at stride 1, as in PyTorch (TensorFlow's SAME differs at stride 2). */
  readonly padding: number
  /** Off where BN follows, whose offset does the same. */
  readonly bias: boolean
}

/** Two-dimensional convolution. Weights are HWIO: [kernel, kernel, in, width]. */
export const conv: LayerRule<ConvConfig> = {
  label: ({ kernel }) => `conv ${kernel}×${kernel}`,
  outputShape({ kernel, width, stride, padding }, inputs) {
    const [rows, columns] = mapShape(inputs)
    return [windowed(rows, kernel, stride, padding), windowed(columns, kernel, stride, padding), width]
  },
  parameters({ kernel, width, bias }, inputs) {
    const [, , channels] = mapShape(inputs)
    return [
      {
        name: 'weights',
        shape: [kernel, kernel, channels, width],
        initial: { kind: 'he-normal', fanIn: kernel * kernel * channels },
      },
      ...(bias ? [{ name: 'bias', shape: [width], initial: { kind: 'constant', value: 0 } } as const] : []),
    ]
  },
  statistics: () => [],
  macs({ kernel, width, stride, padding }, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    return windowed(rows, kernel, stride, padding) * windowed(columns, kernel, stride, padding) * kernel * kernel * channels * width
  },
  window: ({ kernel, stride }) => ({ kernel, stride }),
}
