import { onlyEager } from '../eager-layer.ts'
import { float32, like, only, type Attribute } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape } from '../map-shape.ts'

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
  work: (_config, inputs) => [passesOver(mapShape(inputs), 3, 5, 'normalisation')],
  window: () => ({ kernel: 1, stride: 1 }),
  normalises: true,
  backwardReads: () => ['inputs', 'output'],
  graph: {
    forward(emit, { config, inputs }) {
      const image = emit.cast(only(inputs), 'float32')
      const output = emit.op('LRN', [image], attributes(config), like(image))
      return { output: emit.cast(output, only(inputs).type), saved: [] }
    },
    backward(emit, { config, inputs, output, gradient }) {
      const tensors = [gradient, only(inputs), output].map((tensor) => emit.cast(tensor, 'float32'))
      const byImage = emit.op('LRNGrad', tensors, attributes(config), { type: 'float32', shape: gradient.shape })
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

/** TensorFlow adds up squares rather than taking their mean. */
function attributes({ size, alpha, beta, k }: LocalResponseNormConfig): Record<string, Attribute> {
  return {
    ...float32,
    depth_radius: { int: (size - 1) / 2 },
    bias: { float: k },
    alpha: { float: alpha / size },
    beta: { float: beta },
  }
}
