import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf, type Attribute, type Emitter, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { mapShape, windowed } from '../map-shape.ts'
import { size } from '../tensors.ts'

export interface PoolConfig {
  readonly kernel: number
  readonly stride: number
  /** Pixels on each side that no maximum can come from. */
  readonly padding: number
}

/** Smaller than any value a network can have and still train; minus infinity as float16. */
const lowest = -3e38

export const maxPool: LayerRule<PoolConfig> = {
  label: ({ kernel }) => `max-pool ${kernel}×${kernel}`,
  picture: 'pool',
  outputShape({ kernel, stride, padding }, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    return [windowed(rows, kernel, stride, padding), windowed(columns, kernel, stride, padding), channels]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (config, inputs) => [{ kind: 'windows', numbers: size(maxPool.outputShape(config, inputs)) * config.kernel ** 2 }],
  window: ({ kernel, stride }) => ({ kernel, stride }),
  backwardReads: () => ['inputs', 'output'],
  graph: {
    forward(emit, { config, inputs }) {
      const image = only(inputs)
      const [batch = 0, rows = 0, columns = 0, channels = 0] = image.shape
      // Padding is made by hand: TensorFlow's SAME differs from PyTorch's at stride 2.
      const padded = pad(emit, image, config.padding)
      const [outRows, outColumns = 0] = maxPool.outputShape(config, [[rows, columns, channels]])
      const output = emit.op('MaxPool', [padded], attributes(config, image), {
        type: image.type,
        shape: [batch, outRows, outColumns, channels],
      })
      return { output, saved: [padded] }
    },
    backward(emit, { config, inputs, output, saved, gradient }) {
      const image = only(inputs)
      const padded = only(saved)
      const byPadded = emit.op('MaxPoolGrad', [padded, output, gradient], attributes(config, image), like(padded))
      if (config.padding === 0) return { inputs: [byPadded], parameters: {} }
      const begin = emit.ints([0, config.padding, config.padding, 0])
      const inside = emit.op(
        'Slice',
        [byPadded, begin, emit.ints(image.shape)],
        { ...typeOf(image), Index: { type: 'int32' } },
        like(image),
      )
      return { inputs: [inside], parameters: {} }
    },
  },
  eager(tf, { config, inputs }) {
    const image = onlyEager(inputs)
    const { kernel, stride, padding } = config
    const padded =
      padding === 0
        ? image
        : tf.pad(
            image,
            [
              [0, 0],
              [padding, padding],
              [padding, padding],
              [0, 0],
            ],
            lowest,
          )
    return tf.maxPool(padded, kernel, stride, 'valid')
  },
  spelling: {
    pytorch: ({ kernel, stride, padding }) => ({
      callee: 'nn.MaxPool2d',
      positional: { kernel_size: kernel },
      named: { stride, padding },
    }),
    keras: ({ kernel, stride, padding }) => ({
      callee: 'max_pool',
      positional: { pool_size: kernel },
      named: { strides: stride, pad: padding },
      definition: kerasSource,
      isFunction: true,
    }),
    onnx: (emit, { config: { kernel, stride, padding }, inputs }) =>
      emit.node('MaxPool', inputs, {
        kernel_shape: { ints: [kernel, kernel] },
        strides: { ints: [stride, stride] },
        pads: { ints: [padding, padding, padding, padding] },
      }),
  },
}

const kerasSource = `def max_pool(x, pool_size, strides, pad=0, name=None):
    """Max-pooling with \`pad\` pixels on each side that no maximum comes from; Keras' "same" begins elsewhere at stride 2."""
    if pad:
        x = ops.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=float("-inf"))
    return layers.MaxPooling2D(pool_size, strides=strides, name=name)(x)`

function attributes({ kernel, stride }: PoolConfig, image: GraphTensor): Record<string, Attribute> {
  return {
    ...typeOf(image),
    ksize: { ints: [1, kernel, kernel, 1] },
    strides: { ints: [1, stride, stride, 1] },
    padding: { text: 'VALID' },
    data_format: { text: 'NHWC' },
  }
}

function pad(emit: Emitter, image: GraphTensor, padding: number): GraphTensor {
  if (padding === 0) return image
  const [batch = 0, rows = 0, columns = 0, channels = 0] = image.shape
  const paddings = emit.ints([0, 0, padding, padding, padding, padding, 0, 0], [4, 2])
  const shape = [batch, rows + 2 * padding, columns + 2 * padding, channels]
  return emit.op(
    'PadV2',
    [image, paddings, emit.cast(emit.floats([lowest], []), image.type)],
    { ...typeOf(image), Tpaddings: { type: 'int32' } },
    { type: image.type, shape },
  )
}
