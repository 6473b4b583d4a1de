import { reshape } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape } from '../map-shape.ts'

/** A map as one vector, in the order height, width, channels. */
export const flatten: LayerRule<Record<string, never>> = {
  label: () => 'flatten',
  picture: 'box',
  outputShape(_config, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    return [rows * columns * channels]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (_config, inputs) => [passesOver(mapShape(inputs), 1, 1)],
  window: () => ({ kernel: 1, stride: 1 }),
  backwardReads: () => [],
  isView: true,
  graph: {
    forward(emit, { inputs }) {
      const image = only(inputs)
      const [batch = 0, rows = 0, columns = 0, channels = 0] = image.shape
      return { output: reshape(emit, image, [batch, rows * columns * channels]), saved: [] }
    },
    backward: (emit, { inputs, gradient }) => ({ inputs: [reshape(emit, gradient, only(inputs).shape)], parameters: {} }),
  },
  eager(tf, { inputs }) {
    const image = onlyEager(inputs)
    return tf.reshape(image, [image.shape[0], -1])
  },
  spelling: {
    pytorch: () => ({ expression: (image) => `${image}.flatten(1)` }),
    keras: () => ({ callee: 'layers.Flatten' }),
    onnx: (emit, { inputs }) => emit.node('Flatten', inputs, { axis: { int: 1 } }),
  },
}
