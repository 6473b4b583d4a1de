import type { LayerRule } from '../layer-rule.ts'
import { mapShape } from '../map-shape.ts'

/** A map as one vector, in the order height, width, channels. */
export const flatten: LayerRule<Record<string, never>> = {
  label: () => 'flatten',
  outputShape(_config, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    return [rows * columns * channels]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  window: () => ({ kernel: 1, stride: 1 }),
}
