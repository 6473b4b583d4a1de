import type { LayerRule } from '../layer-rule.ts'
import { mapShape } from '../map-shape.ts'

/** Mean of each channel over the map. */
export const globalAveragePool: LayerRule<Record<string, never>> = {
  label: () => 'global average pool',
  outputShape(_config, inputs) {
    const [, , channels] = mapShape(inputs)
    return [channels]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  window: () => ({ kernel: 1, stride: 1 }),
}
