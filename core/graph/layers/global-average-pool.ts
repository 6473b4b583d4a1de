import { besideMap } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape } from '../map-shape.ts'

/** Mean of each channel over the map. */
export const globalAveragePool: LayerRule<Record<string, never>> = {
  label: () => 'global average pool',
  picture: 'pool',
  outputShape(_config, inputs) {
    const [, , channels] = mapShape(inputs)
    return [channels]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (_config, inputs) => [passesOver(mapShape(inputs), 1, 1)],
  window: () => ({ kernel: 1, stride: 1 }),
  backwardReads: () => [],
  graph: {
    forward(emit, { inputs }) {
      const image = only(inputs)
      const [batch = 0, , , channels = 0] = image.shape
      const attributes = { ...typeOf(image), Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
      const output = emit.op('Mean', [image, emit.ints([1, 2])], attributes, { type: image.type, shape: [batch, channels] })
      return { output, saved: [] }
    },
    backward(emit, { inputs, gradient }) {
      const image = only(inputs)
      const [, rows = 0, columns = 0] = image.shape
      const pixels = emit.cast(emit.floats([1 / (rows * columns)], []), image.type)
      const share = emit.op('Mul', [gradient, pixels], typeOf(image), like(gradient))
      const pixel = besideMap(emit, share)
      const multiples = emit.ints([1, rows, columns, 1])
      return {
        inputs: [emit.op('Tile', [pixel, multiples], { ...typeOf(image), Tmultiples: { type: 'int32' } }, like(image))],
        parameters: {},
      }
    },
  },
  eager: (tf, { inputs }) => tf.mean(onlyEager(inputs), [1, 2]),
  spelling: {
    pytorch: () => ({ expression: (image) => `${image}.mean((2, 3))` }),
    keras: () => ({ callee: 'layers.GlobalAveragePooling2D' }),
    onnx: (emit, { inputs }) => emit.node('Flatten', [emit.node('GlobalAveragePool', inputs)], { axis: { int: 1 } }),
  },
}
