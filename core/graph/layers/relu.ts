import type { LayerRule } from '../layer-rule.ts'

/** max(x, 0) */
export const relu: LayerRule<Record<string, never>> = {
  label: () => 'ReLU',
  outputShape(_config, inputs) {
    const [shape] = inputs
    if (shape === undefined || inputs.length !== 1) throw new RangeError('ReLU takes one input.')
    return shape
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  window: () => ({ kernel: 1, stride: 1 }),
}
