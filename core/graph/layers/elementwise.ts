/** What layers have in common that change each number by itself and keep the shape: no window, no products, nothing kept. A layer says beside it what it has of its own. */
import type { LayerRule } from '../layer-rule.ts'
import { onlyShape } from '../map-shape.ts'

export const elementwise = {
  outputShape: (_config, inputs) => onlyShape(inputs),
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  window: () => ({ kernel: 1, stride: 1 }),
} satisfies Pick<LayerRule<unknown>, 'outputShape' | 'parameters' | 'statistics' | 'macs' | 'window'>
