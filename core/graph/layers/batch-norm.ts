import type { LayerRule } from '../layer-rule.ts'
import { mapShape } from '../map-shape.ts'

/** Batch normalisation over batch, height and width (Ioffe & Szegedy 2015), with scale and offset. */
export const batchNorm: LayerRule<Record<string, never>> = {
  label: () => 'BN',
  outputShape: (_config, inputs) => mapShape(inputs),
  parameters(_config, inputs) {
    const [, , channels] = mapShape(inputs)
    return [
      { name: 'scale', shape: [channels], initial: { kind: 'constant', value: 1 } },
      { name: 'offset', shape: [channels], initial: { kind: 'constant', value: 0 } },
    ]
  },
  statistics(_config, inputs) {
    const [, , channels] = mapShape(inputs)
    return [
      { name: 'mean', shape: [channels], initial: 0 },
      { name: 'variance', shape: [channels], initial: 1 },
    ]
  },
  macs: () => 0,
  window: () => ({ kernel: 1, stride: 1 }),
}
