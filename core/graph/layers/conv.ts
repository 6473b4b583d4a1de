import type * as tfjs from '@tensorflow/tfjs-core'
import { totalByChannel } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf, type Attribute, type Emitter, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver, type LayerWork } from '../layer-work.ts'
import { mapShape, windowed } from '../map-shape.ts'
import { convSpelling } from './conv-spelling.ts'
import { subsample, subsampleGradient } from './subsample.ts'

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
  picture: 'box',
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
  work(config, inputs) {
    const { kernel, stride, width, bias } = config
    const product = { kind: 'convolution', macs: conv.macs(config, inputs), kernel, stride, width } as const
    return [
      product,
      ...(bias ? [passesOver(conv.outputShape(config, inputs), 2, 1)] : []),
      // With a stride the padding is mostly made beforehand: see `attributes`.
      ...(stride > 1 && kernel > 1 ? [passesOver(mapShape(inputs), 2, 2)] : []),
      ...(skipsPixels(config) ? passesOfSkipping(config, mapShape(inputs)) : []),
    ]
  },
  window: ({ kernel, stride }) => ({ kernel, stride }),
  weighted: true,
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { config, inputs, parameter }) {
      const image = only(inputs)
      const [rows, columns, width] = conv.outputShape(config, [mapOf(image)])
      const shape = [image.shape[0] ?? 0, rows, columns ?? 0, width ?? 0]
      const padded = pad(emit, image, config)
      const read = withoutSkipped(emit, padded, config)
      const output = emit.op('Conv2D', [read, parameter('weights', image.type)], attributes(config, image), {
        type: image.type,
        shape,
      })
      const saved = [padded]
      if (!config.bias) return { output, saved }
      const biased = emit.op(
        'BiasAdd',
        [output, parameter('bias', image.type)],
        { ...typeOf(image), data_format: { text: 'NHWC' } },
        like(output),
      )
      return { output: biased, saved }
    },
    backward(emit, { config, inputs, saved, gradient, needsInputGradients, parameter }) {
      const image = only(inputs)
      const padded = only(saved)
      // Taken out a second time rather than kept beside the image.
      const read = withoutSkipped(emit, padded, config)
      const weights = parameter('weights', image.type)
      const options = attributes(config, image)
      // The network makes it float32 in any case.
      const type = isWrongInBfloat16(config, image) ? 'float32' : image.type
      const byWeights = emit.op(
        'Conv2DBackpropFilter',
        [emit.cast(read, type), emit.ints(weights.shape), emit.cast(gradient, type)],
        { ...options, T: { type } },
        { type, shape: weights.shape },
      )
      const parameters: Record<string, GraphTensor> = { weights: byWeights }
      if (config.bias) parameters.bias = totalByChannel(emit, gradient)
      if (!needsInputGradients) return { inputs: [null], parameters }
      const byRead = emit.op('Conv2DBackpropInput', [emit.ints(read.shape), weights, gradient], options, like(read))
      const byPadded = skipsPixels(config) ? subsampleGradient(emit, padded, config.stride, byRead) : byRead
      return { inputs: [unpad(emit, byPadded, image, config)], parameters }
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
  spelling: convSpelling,
}

/**
 * Padding is left to TensorFlow's SAME wherever that means the same pixels, and made beforehand elsewhere: at stride 2 SAME begins one pixel
 * later than PyTorch. EXPLICIT would say it in one node, but oneDNN does not take its gradients: a step of ResNet-20 is twice as slow.
 */
function attributes(config: ConvConfig, image: GraphTensor): Record<string, Attribute> {
  const stride = skipsPixels(config) ? 1 : config.stride
  return {
    ...typeOf(image),
    strides: { ints: [1, stride, stride, 1] },
    padding: { text: config.padding > 0 && isSame(config, image) ? 'SAME' : 'VALID' },
    data_format: { text: 'NHWC' },
  }
}

/** Whether TensorFlow's SAME puts its windows over the same pixels: it pads as little as gives size ÷ stride outputs, half of it before. */
function isSame({ kernel, stride, padding }: ConvConfig, image: GraphTensor): boolean {
  const [rows, columns] = mapOf(image)
  return [rows, columns].every((size) => {
    const outputs = Math.ceil(size / stride)
    const total = Math.max((outputs - 1) * stride + kernel - size, 0)
    return windowed(size, kernel, stride, padding) === outputs && Math.floor(total / 2) === padding
  })
}

/**
 * A 1×1 kernel with a stride reads some pixels and skips the rest. They are taken out first: where few channels come in, oneDNN's own way of
 * doing so writes past the end of a buffer or gives wrong gradients (docs/engine.md), and it is no faster.
 */
function skipsPixels({ kernel, stride }: ConvConfig): boolean {
  return kernel === 1 && stride > 1
}

/** They are read and written forward and backward; the gradient by them is read, and that by the whole map written. */
function passesOfSkipping({ stride }: ConvConfig, [rows, columns, channels]: readonly [number, number, number]): LayerWork[] {
  const kept = [windowed(rows, 1, stride, 0), windowed(columns, 1, stride, 0), channels]
  return [passesOver(kept, 2, 3), passesOver([rows, columns, channels], 0, 1)]
}

/** The pixels that TensorFlow's convolution goes over. */
function withoutSkipped(emit: Emitter, padded: GraphTensor, config: ConvConfig): GraphTensor {
  return skipsPixels(config) ? subsample(emit, padded, config.stride) : padded
}

/**
 * Where oneDNN's gradient by the weights is wrong in bfloat16, with a stride: that of a weight which meets nothing but padding is left
 * unwritten instead of 0, and where windows leave pixels between them, numbers beyond the image may be read and summed (docs/engine.md).
 */
function isWrongInBfloat16(config: ConvConfig, image: GraphTensor): boolean {
  const { kernel, stride } = config
  if (stride === 1 || skipsPixels(config)) return false
  const [rows, columns] = mapOf(image)
  return stride > kernel || !meetsPixels(rows, config) || !meetsPixels(columns, config)
}

/** Whether the first and the last weight along a side meet a pixel in some window. */
function meetsPixels(size: number, { kernel, stride, padding }: ConvConfig): boolean {
  const lastWindow = (windowed(size, kernel, stride, padding) - 1) * stride - padding
  return lastWindow >= 0 && kernel - 1 - padding < size
}

/** The image with zeros around it where the convolution does not add them itself; after it only as many as a window reaches. */
function pad(emit: Emitter, image: GraphTensor, config: ConvConfig): GraphTensor {
  const { kernel, stride, padding } = config
  if (padding === 0 || isSame(config, image)) return image
  const [batch = 0, rows = 0, columns = 0, channels = 0] = image.shape
  const after = (size: number): number =>
    Math.max((windowed(size, kernel, stride, padding) - 1) * stride + kernel - size - padding, 0)
  const paddings = emit.ints([0, 0, padding, after(rows), padding, after(columns), 0, 0], [4, 2])
  const shape = [batch, rows + padding + after(rows), columns + padding + after(columns), channels]
  return emit.op('Pad', [image, paddings], { ...typeOf(image), Tpaddings: { type: 'int32' } }, { type: image.type, shape })
}

/** The part of a padded image's gradient that belongs to the image. */
function unpad(emit: Emitter, byPadded: GraphTensor, image: GraphTensor, { padding }: ConvConfig): GraphTensor {
  if (byPadded.shape.every((side, axis) => side === image.shape[axis])) return byPadded
  const begin = emit.ints([0, padding, padding, 0])
  return emit.op('Slice', [byPadded, begin, emit.ints(image.shape)], { ...typeOf(image), Index: { type: 'int32' } }, like(image))
}

function mapOf({ shape }: GraphTensor): readonly [number, number, number] {
  return [shape[1] ?? 0, shape[2] ?? 0, shape[3] ?? 0]
}
