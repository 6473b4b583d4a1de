import { onlyEager } from '../eager-layer.ts'
import { like, only } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { size } from '../tensors.ts'
import { pad, paddingMode, unpad } from './padding.ts'
import { poolAttributes, pooled, pooledShape, poolWindow, type PoolConfig } from './pool.ts'

/** Smaller than any value a network can have and still train; minus infinity as float16. */
const lowest = -3e38

/** The largest number of each window; none comes from the padding. As PyTorch's MaxPool2d. */
export const maxPool: LayerRule<PoolConfig> = {
  label: ({ kernel }) => `max-pool ${kernel}×${kernel}`,
  picture: 'pool',
  outputShape: pooledShape,
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (config, inputs) => [{ kind: 'windows', of: 'largest', numbers: size(pooledShape(config, inputs)) * config.kernel ** 2 }],
  window: ({ kernel, stride, padding }) => ({ kernel, stride, padding }),
  backwardReads: () => ['inputs', 'output'],
  graph: {
    forward(emit, { config, inputs }) {
      const image = only(inputs)
      const window = poolWindow(config)
      const mode = paddingMode(window, image)
      const padded = mode === 'SAME' ? image : pad(emit, image, window, lowest)
      const output = emit.op('MaxPool', [padded], poolAttributes(config, image, mode), pooled(config, image))
      return { output, saved: [padded] }
    },
    backward(emit, { config, inputs, output, saved, gradient }) {
      const image = only(inputs)
      const padded = only(saved)
      const window = poolWindow(config)
      const attributes = poolAttributes(config, image, paddingMode(window, image))
      const byPadded = emit.op('MaxPoolGrad', [padded, output, gradient], attributes, like(padded))
      return { inputs: [unpad(emit, byPadded, image, window)], parameters: {} }
    },
  },
  eager(tf, { config, inputs }) {
    const image = onlyEager(inputs)
    const { kernel, stride, padding } = config
    const around: [number, number] = [padding, padding]
    return tf.maxPool(tf.pad(image, [[0, 0], around, around, [0, 0]], lowest), kernel, stride, 'valid')
  },
  spelling: {
    pytorch: ({ kernel, stride, padding }) => ({
      callee: 'nn.MaxPool2d',
      positional: { kernel_size: kernel },
      named: { stride, padding },
      defaults: { padding: 0 },
    }),
    keras: ({ kernel, stride, padding }) => ({
      callee: 'max_pool',
      positional: { pool_size: kernel },
      named: { strides: stride, pad: padding },
      defaults: { pad: 0 },
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
