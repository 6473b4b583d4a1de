import type { Shape } from '../layer-graph.ts'
import type { LayerRule } from '../layer-rule.ts'

export interface InputConfig {
  readonly shape: readonly [height: number, width: number, channels: number]
}

/** The image, already scaled. */
export const input: LayerRule<InputConfig> = {
  label: () => 'image',
  outputShape: (config): Shape => config.shape,
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  window: () => ({ kernel: 1, stride: 1 }),
}
