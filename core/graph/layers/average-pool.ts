import type * as tfjs from '@tensorflow/tfjs-core'
import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf, type Emitter, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { windowed } from '../map-shape.ts'
import { size } from '../tensors.ts'
import { pad, paddingMode, unpad } from './padding.ts'
import { poolAttributes, pooled, pooledShape, poolWindow, type PoolConfig } from './pool.ts'

export interface AveragePoolConfig extends PoolConfig {
  /** Whether the padding's zeros count as pixels of a window (PyTorch's `count_include_pad`, which it has on). */
  readonly countsPadding: boolean
}

/** The mean of each window. As PyTorch's AvgPool2d. */
export const averagePool: LayerRule<AveragePoolConfig> = {
  label: ({ kernel }) => `average pool ${kernel}×${kernel}`,
  picture: 'pool',
  outputShape: pooledShape,
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (config, inputs) => [{ kind: 'windows', of: 'mean', numbers: size(pooledShape(config, inputs)) * config.kernel ** 2 }],
  window: ({ kernel, stride, padding }) => ({ kernel, stride, padding }),
  backwardReads: () => [],
  graph: {
    forward(emit, { config, inputs }) {
      const image = only(inputs)
      const mode = modeOf(config, image)
      const padded = mode === 'SAME' ? image : pad(emit, image, poolWindow(config), 0)
      const means = emit.op('AvgPool', [padded], poolAttributes(config, image, mode), pooled(config, image))
      return { output: withoutPadding(emit, config, image, means), saved: [padded] }
    },
    backward(emit, { config, inputs, saved, gradient }) {
      const image = only(inputs)
      const padded = only(saved)
      const attributes = poolAttributes(config, image, modeOf(config, image))
      const byMeans = withoutPadding(emit, config, image, gradient)
      const byPadded = emit.op('AvgPoolGrad', [emit.ints(padded.shape), byMeans], attributes, like(padded))
      return { inputs: [unpad(emit, byPadded, image, poolWindow(config))], parameters: {} }
    },
  },
  eager(tf, { config, inputs }) {
    const image = onlyEager(inputs)
    const { kernel, stride, padding, countsPadding } = config
    const around: [number, number] = [padding, padding]
    const means = (map: tfjs.Tensor4D): tfjs.Tensor4D =>
      tf.avgPool(tf.pad(map, [[0, 0], around, around, [0, 0]]), kernel, stride, 'valid')
    return countsPadding || padding === 0 ? means(image) : tf.div(means(image), means(tf.onesLike(image)))
  },
  spelling: {
    pytorch: ({ kernel, stride, padding, countsPadding }) => ({
      callee: 'nn.AvgPool2d',
      positional: { kernel_size: kernel },
      named: { stride, padding, count_include_pad: countsPadding },
    }),
    keras: ({ kernel, stride, padding, countsPadding }) => ({
      callee: 'average_pool',
      positional: { pool_size: kernel },
      named: { strides: stride, pad: padding, count_include_pad: countsPadding },
      definition: kerasSource,
      isFunction: true,
    }),
    onnx: (emit, { config: { kernel, stride, padding, countsPadding }, inputs }) =>
      emit.node('AveragePool', inputs, {
        kernel_shape: { ints: [kernel, kernel] },
        strides: { ints: [stride, stride] },
        pads: { ints: [padding, padding, padding, padding] },
        count_include_pad: { int: countsPadding ? 1 : 0 },
      }),
  },
}

/** TensorFlow's SAME never counts its padding. */
function modeOf(config: AveragePoolConfig, image: GraphTensor): 'SAME' | 'VALID' {
  return config.countsPadding ? 'VALID' : paddingMode(poolWindow(config), image)
}

/** Means of windows, or the gradient by them, as means of the pixels that lie in the map, where padding made beforehand counts as pixels. */
function withoutPadding(emit: Emitter, config: AveragePoolConfig, image: GraphTensor, means: GraphTensor): GraphTensor {
  if (config.countsPadding || config.padding === 0 || modeOf(config, image) === 'SAME') return means
  const [, rows = 0, columns = 0] = image.shape
  const [above, beside] = [pixelsInside(config, rows), pixelsInside(config, columns)]
  const shares = above.flatMap((pixels) => beside.map((other) => config.kernel ** 2 / (pixels * other)))
  const factors = emit.cast(emit.floats(shares, [1, above.length, beside.length, 1]), means.type)
  return emit.op('Mul', [means, factors], typeOf(means), like(means))
}

/** How many pixels of the map each window covers along a side. */
function pixelsInside({ kernel, stride, padding }: PoolConfig, side: number): number[] {
  return Array.from({ length: windowed(side, kernel, stride, padding) }, (_, index) => {
    const first = index * stride - padding
    return Math.min(first + kernel, side) - Math.max(first, 0)
  })
}

const kerasSource = `def average_pool(x, pool_size, strides, pad=0, count_include_pad=True, name=None):
    """Mean of each window with \`pad\` pixels on each side; Keras' "same" begins elsewhere at stride 2."""
    pool = layers.AveragePooling2D(pool_size, strides=strides, name=name)
    if not pad:
        return pool(x)
    mean = pool(layers.ZeroPadding2D(pad)(x))
    if count_include_pad:
        return mean
    inside = ops.pad(ops.ones((1, *x.shape[1:3], 1)), ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    return mean / ops.average_pool(inside, pool_size, strides=strides, data_format="channels_last")`
