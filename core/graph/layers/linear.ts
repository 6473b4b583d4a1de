import type { LayerRule } from '../layer-rule.ts'
import { featureCount } from '../map-shape.ts'

export interface LinearConfig {
  /** Output features. */
  readonly width: number
}

/** Fully connected layer. Weights are [in, width]. */
export const linear: LayerRule<LinearConfig> = {
  label: () => 'fc',
  outputShape({ width }, inputs) {
    featureCount(inputs)
    return [width]
  },
  parameters({ width }, inputs) {
    const features = featureCount(inputs)
    return [
      { name: 'weights', shape: [features, width], initial: { kind: 'he-normal', fanIn: features } },
      { name: 'bias', shape: [width], initial: { kind: 'constant', value: 0 } },
    ]
  },
  statistics: () => [],
  macs: ({ width }, inputs) => featureCount(inputs) * width,
  window: () => ({ kernel: 1, stride: 1 }),
}
