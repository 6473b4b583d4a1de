import { binary, product, reshape, times, unary } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only, type Emitter, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { functionsOf, passesOver } from '../layer-work.ts'
import { mapShape } from '../map-shape.ts'
import { size } from '../tensors.ts'

export interface LocalResponseNormConfig {
  /** Channels in a window; odd, so that as many are before as after. */
  readonly size: number
  /** Divided by the size, as PyTorch, Caffe and ONNX do: Krizhevsky's 1e-4 over 5 channels is 5e-4 here. */
  readonly alpha: number
  readonly beta: number
  readonly k: number
}

/** x ÷ (k + alpha · mean of x² over neighbouring channels)^beta (Krizhevsky et al. 2012, section 3.3). In float32 whatever the type of the map. */
export const localResponseNorm: LayerRule<LocalResponseNormConfig> = {
  label: () => 'LRN',
  picture: 'box',
  outputShape({ size }, inputs) {
    if (!Number.isInteger(size) || size < 1 || size % 2 === 0)
      throw new RangeError(`A window of ${size} channels has no middle: its size is an odd number.`)
    return mapShape(inputs)
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work(_config, inputs) {
    const map = mapShape(inputs)
    const [, , channels] = map
    // The product that sums over windows: forward once, backward twice.
    const product = { kind: 'convolution', macs: size(map) * channels, isPoint: true, stride: 1, groups: 1 } as const
    return [passesOver(map, 17, 33), functionsOf(map, 2, 2), { ...product, channels, width: channels }]
  },
  window: () => ({ kernel: 1, stride: 1 }),
  normalises: true,
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { config, inputs }) {
      const image = emit.cast(only(inputs), 'float32')
      const base = baseOf(emit, config, image)
      return { output: emit.cast(binary(emit, 'Mul', image, power(emit, base, -config.beta)), only(inputs).type), saved: [] }
    },
    /** By the input it is ∂y s^−β − (2 α β ÷ size) x Σ ∂y x s^(−β−1), where y = x s^−β and the sum is over the channels whose window holds x's. */
    backward(emit, { config, inputs, gradient }) {
      const { alpha, beta, size } = config
      const image = emit.cast(only(inputs), 'float32')
      const base = baseOf(emit, config, image)
      const direct = binary(emit, 'Mul', emit.cast(gradient, 'float32'), power(emit, base, -beta))
      const ofEach = binary(emit, 'RealDiv', binary(emit, 'Mul', direct, image), base)
      const ofWindow = times(emit, overWindow(emit, config, ofEach), (-2 * alpha * beta) / size)
      const byImage = binary(emit, 'AddV2', direct, binary(emit, 'Mul', image, ofWindow))
      return { inputs: [emit.cast(byImage, gradient.type)], parameters: {} }
    },
  },
  eager: (tf, { config: { size, alpha, beta, k }, inputs }) =>
    tf.localResponseNormalization(onlyEager(inputs), (size - 1) / 2, k, alpha / size, beta),
  spelling: {
    pytorch: ({ size, alpha, beta, k }) => ({
      callee: 'nn.LocalResponseNorm',
      positional: { size },
      named: { alpha, beta, k },
    }),
    keras: ({ size, alpha, beta, k }) => ({
      callee: 'local_response_norm',
      positional: { size },
      named: { alpha, beta, k },
      definition: kerasSource,
      isFunction: true,
    }),
    onnx: (emit, { config: { size, alpha, beta, k }, inputs }) =>
      emit.node('LRN', inputs, { size: { int: size }, alpha: { float: alpha }, beta: { float: beta }, bias: { float: k } }),
  },
}

const kerasSource = `def local_response_norm(x, size, alpha, beta, k, name=None):
    """x over (k + alpha * mean of squares of neighbouring channels) ** beta."""
    squares = ops.pad(ops.square(x), ((0, 0), (0, 0), (0, 0), (size // 2, size // 2)))
    total = sum(squares[:, :, :, i : i + x.shape[-1]] for i in range(size))
    return x / (k + alpha / size * total) ** beta`

/** s = k + alpha · mean of x² over the window of each channel. */
function baseOf(emit: Emitter, config: LocalResponseNormConfig, image: GraphTensor): GraphTensor {
  const sum = overWindow(emit, config, unary(emit, 'Square', image))
  return binary(emit, 'AddV2', times(emit, sum, config.alpha / config.size), emit.floats([config.k], []))
}

/** Sums over the window around each channel: a product with a matrix of ones beside its diagonal, many times faster than TensorFlow's LRN. */
function overWindow(emit: Emitter, { size }: LocalResponseNormConfig, image: GraphTensor): GraphTensor {
  const [batch = 0, rows = 0, columns = 0, channels = 0] = image.shape
  const reach = (size - 1) / 2
  const ones = Array.from({ length: channels ** 2 }, (_, index) =>
    Number(Math.abs(Math.floor(index / channels) - (index % channels)) <= reach),
  )
  const pixels = [batch * rows * columns, channels]
  const sums = product(emit, reshape(emit, image, pixels), emit.floats(ones, [channels, channels]))
  return reshape(emit, sums, image.shape)
}

/** Of positive numbers: e^(exponent · ln). */
function power(emit: Emitter, base: GraphTensor, exponent: number): GraphTensor {
  return unary(emit, 'Exp', times(emit, unary(emit, 'Log', base), exponent))
}
