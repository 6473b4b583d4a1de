import { onlyEager } from '../eager-layer.ts'
import { only } from '../graph-layer.ts'
import { onlyName } from '../spelling.ts'
import { size, type Shape } from '../tensors.ts'
import type { LayerRule } from '../layer-rule.ts'

export interface InputConfig {
  readonly shape: readonly [height: number, width: number, channels: number]
}

/** The image, already scaled. */
export const input: LayerRule<InputConfig> = {
  label: () => 'image',
  picture: 'box',
  outputShape: (config): Shape => config.shape,
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: ({ shape }) => [{ kind: 'image', numbers: size(shape) }],
  window: () => ({ kernel: 1, stride: 1 }),
  backwardReads: () => [],
  graph: {
    forward: (_emit, { inputs }) => ({ output: only(inputs), saved: [] }),
    backward: () => ({ inputs: [null], parameters: {} }),
  },
  eager: (_tf, { inputs }) => onlyEager(inputs),
  spelling: {
    pytorch: () => ({ expression: (image) => image }),
    keras: () => ({ expression: (image) => image }),
    onnx: (_emit, { inputs }) => onlyName(inputs),
  },
}
