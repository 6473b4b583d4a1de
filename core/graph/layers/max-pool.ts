import type { LayerRule } from '../layer-rule.ts'
import { mapShape, windowed } from '../map-shape.ts'

export interface PoolConfig {
  readonly kernel: number
  readonly stride: number
  /** Pixels on each side that no maximum can come from. */
  readonly padding: number
}

export const maxPool: LayerRule<PoolConfig> = {
  label: ({ kernel }) => `max-pool ${kernel}×${kernel}`,
  outputShape({ kernel, stride, padding }, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    return [windowed(rows, kernel, stride, padding), windowed(columns, kernel, stride, padding), channels]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  window: ({ kernel, stride }) => ({ kernel, stride }),
}
