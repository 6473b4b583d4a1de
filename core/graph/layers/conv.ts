import type * as tfjs from '@tensorflow/tfjs-core'
import { onlyEager } from '../eager-layer.ts'
import { float32, like, only, type Attribute, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { mapShape, windowed } from '../map-shape.ts'

export interface ConvConfig {
  /** Side of the square kernel. */
  readonly kernel: number
  /** Output channels. */
  readonly width: number
  readonly stride: number
  /** Zero pixels on each side; (kernel − 1) / 2 keeps the size at stride 1, as in PyTorch (TensorFlow's SAME differs at stride 2). */
  readonly padding: number
  /** Off where BN follows, whose offset does the same. */
  readonly bias: boolean
}

/** Two-dimensional convolution. Weights are HWIO: [kernel, kernel, in, width]. */
export const conv: LayerRule<ConvConfig> = {
  label: ({ kernel }) => `conv ${kernel}×${kernel}`,
  outputShape({ kernel, width, stride, padding }, inputs) {
    const [rows, columns] = mapShape(inputs)
    return [windowed(rows, kernel, stride, padding), windowed(columns, kernel, stride, padding), width]
  },
  parameters({ kernel, width, bias }, inputs) {
    const [, , channels] = mapShape(inputs)
    return [
      {
        name: 'weights',
        shape: [kernel, kernel, channels, width],
        initial: { kind: 'he-normal', fanIn: kernel * kernel * channels },
      },
      ...(bias ? [{ name: 'bias', shape: [width], initial: { kind: 'constant', value: 0 } } as const] : []),
    ]
  },
  statistics: () => [],
  macs({ kernel, width, stride, padding }, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    return (
      windowed(rows, kernel, stride, padding) * windowed(columns, kernel, stride, padding) * kernel * kernel * channels * width
    )
  },
  window: ({ kernel, stride }) => ({ kernel, stride }),
  graph: {
    forward(emit, { config, inputs, parameter }) {
      const image = only(inputs)
      const [rows, columns, width] = conv.outputShape(config, [mapOf(image)])
      const shape = [image.shape[0] ?? 0, rows, columns ?? 0, width ?? 0]
      const output = emit.op('Conv2D', [image, parameter('weights')], attributes(config), { type: 'float32', shape })
      if (!config.bias) return { output, saved: [] }
      const biased = emit.op('BiasAdd', [output, parameter('bias')], { ...float32, data_format: { text: 'NHWC' } }, like(output))
      return { output: biased, saved: [] }
    },
    backward(emit, { config, inputs, gradient, needsInputGradients, parameter }) {
      const image = only(inputs)
      const weights = parameter('weights')
      const byWeights = emit.op(
        'Conv2DBackpropFilter',
        [image, emit.ints(weights.shape), gradient],
        attributes(config),
        like(weights),
      )
      const byImage = needsInputGradients
        ? emit.op('Conv2DBackpropInput', [emit.ints(image.shape), weights, gradient], attributes(config), like(image))
        : null
      const parameters: Record<string, GraphTensor> = { weights: byWeights }
      if (config.bias) {
        parameters.bias = emit.op(
          'BiasAddGrad',
          [gradient],
          { ...float32, data_format: { text: 'NHWC' } },
          like(parameter('bias')),
        )
      }
      return { inputs: [byImage], parameters }
    },
  },
  eager(tf, { config, inputs, parameter }) {
    const image = onlyEager(inputs)
    const { padding, stride } = config
    // tfjs differentiates convolutions with one number for all sides or with padding made beforehand; the latter is exact for every kernel.
    const padded =
      padding === 0
        ? image
        : tf.pad(image, [
            [0, 0],
            [padding, padding],
            [padding, padding],
            [0, 0],
          ])
    const output = tf.conv2d(padded, parameter('weights') as tfjs.Tensor4D, stride, 'valid')
    return config.bias ? tf.add(output, parameter('bias')) : output
  },
}

function attributes({ stride, padding }: ConvConfig): Record<string, Attribute> {
  return {
    ...float32,
    strides: { ints: [1, stride, stride, 1] },
    padding: { text: padding === 0 ? 'VALID' : 'EXPLICIT' },
    explicit_paddings: { ints: padding === 0 ? [] : [0, 0, padding, padding, padding, padding, 0, 0] },
    data_format: { text: 'NHWC' },
  }
}

function mapOf({ shape }: GraphTensor): readonly [number, number, number] {
  return [shape[1] ?? 0, shape[2] ?? 0, shape[3] ?? 0]
}
