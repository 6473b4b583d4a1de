import type * as tfjs from '@tensorflow/tfjs-core'
import { onlyEager, type Tfjs } from '../eager-layer.ts'
import { initialWeights } from '../initialization.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver, type LayerWork } from '../layer-work.ts'
import { mapShape, sidesOf, windowed } from '../map-shape.ts'
import type { Shape } from '../tensors.ts'
import { convWindow, skipsPixels, type ConvConfig } from './conv-config.ts'
import { convNodes } from './conv-nodes.ts'
import { convSpelling } from './conv-spelling.ts'

/** Two-dimensional convolution. Weights are HWIO: [rows, columns, in ÷ groups, width]. */
export const conv: LayerRule<ConvConfig> = {
  label({ kernel, width, dilation = 1, groups = 1 }) {
    const isDepthwise = groups > 1 && groups === width
    return [
      `${isDepthwise ? 'depthwise' : 'conv'} ${sidesOf(kernel).join('×')}`,
      ...(groups > 1 && !isDepthwise ? [`${groups} groups`] : []),
      ...(dilation > 1 ? [`dilation ${dilation}`] : []),
    ].join(', ')
  },
  picture: 'box',
  groups: ({ groups = 1 }) => groups,
  outputShape(config, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    const { width, stride, groups = 1 } = config
    if (channels % groups !== 0 || width % groups !== 0)
      throw new RangeError(`${channels} channels in and ${width} out do not part into ${groups} equal groups.`)
    const { extent, padding } = convWindow(config)
    return [windowed(rows, extent[0], stride, padding[0]), windowed(columns, extent[1], stride, padding[1]), width]
  },
  parameters(config, inputs) {
    const { width, bias, initial, initialBias = 0 } = config
    const shape = weightsShape(config, inputs)
    const [rows, columns, channels] = shape
    return [
      {
        name: 'weights',
        shape,
        initial: initialWeights({ fanIn: rows * columns * channels, fanOut: rows * columns * width }, initial),
      },
      ...(bias ? [{ name: 'bias', shape: [width], initial: { kind: 'constant', value: initialBias } } as const] : []),
    ]
  },
  statistics: () => [],
  macs(config, inputs) {
    const [rows = 0, columns = 0] = conv.outputShape(config, inputs)
    return weightsShape(config, inputs).reduce((product, side) => product * side, rows * columns)
  },
  work(config, inputs) {
    const { stride, width, groups = 1, bias } = config
    const [rows, columns, channels] = weightsShape(config, inputs)
    const isPoint = rows === 1 && columns === 1
    const macs = conv.macs(config, inputs)
    const product = { kind: 'convolution', macs, isPoint, stride, groups, channels, width: width / groups } as const
    return [
      product,
      ...(bias ? [passesOver(conv.outputShape(config, inputs), 2, 1)] : []),
      // With a stride the padding is mostly made beforehand: see `padding.ts`.
      ...(stride > 1 && !isPoint ? [passesOver(mapShape(inputs), 2, 2)] : []),
      ...(skipsPixels(config) ? passesOfSkipping(config, mapShape(inputs)) : []),
    ]
  },
  // Of a rectangle the longer side: a receptive field is said as one number.
  window: (config) => ({
    kernel: Math.max(...convWindow(config).extent),
    stride: config.stride,
    padding: Math.max(...sidesOf(config.padding)),
  }),
  weighted: true,
  backwardReads: () => ['inputs'],
  graph: convNodes,
  eager(tf, { config, inputs, parameter }) {
    const image = onlyEager(inputs)
    const { stride, dilation = 1, groups = 1 } = config
    const [above, left] = sidesOf(config.padding)
    // tfjs differentiates convolutions with one number for all sides or with padding made beforehand; the latter is exact for every kernel.
    const padded =
      above === 0 && left === 0
        ? image
        : tf.pad(image, [
            [0, 0],
            [above, above],
            [left, left],
            [0, 0],
          ])
    const weights = dilated(tf, parameter('weights') as tfjs.Tensor4D, dilation)
    const output = convolveGroups(tf, padded, weights, stride, groups)
    return config.bias ? tf.add(output, parameter('bias')) : output
  },
  spelling: convSpelling,
}

function weightsShape({ kernel, width, groups = 1 }: ConvConfig, inputs: readonly Shape[]): [number, number, number, number] {
  const [, , channels] = mapShape(inputs)
  return [...sidesOf(kernel), channels / groups, width]
}

/** Where a 1×1 skips pixels: they are read and written forward and backward; the gradient by them is read, and that by the whole map written. */
function passesOfSkipping({ stride }: ConvConfig, [rows, columns, channels]: readonly [number, number, number]): LayerWork[] {
  const kept = [windowed(rows, 1, stride, 0), windowed(columns, 1, stride, 0), channels]
  return [passesOver(kept, 2, 3), passesOver([rows, columns, channels], 0, 1)]
}

/** A kernel with zeros between its weights: tfjs has no gradients of dilated convolutions. */
function dilated(tf: Tfjs, weights: tfjs.Tensor4D, dilation: number): tfjs.Tensor4D {
  if (dilation === 1) return weights
  const [rows, columns, channels, width] = weights.shape
  const between: [number, number] = [0, dilation - 1]
  const apart = tf.pad(tf.reshape(weights, [rows, 1, columns, 1, channels * width]), [[0, 0], between, [0, 0], between, [0, 0]])
  const spread = tf.reshape(apart, [rows * dilation, columns * dilation, channels, width]) as tfjs.Tensor4D
  return tf.slice(spread, [0, 0, 0, 0], [(rows - 1) * dilation + 1, (columns - 1) * dilation + 1, channels, width])
}

function convolveGroups(tf: Tfjs, image: tfjs.Tensor4D, weights: tfjs.Tensor4D, stride: number, groups: number): tfjs.Tensor4D {
  if (groups === 1) return tf.conv2d(image, weights, stride, 'valid')
  const [rows, columns, channels, width] = weights.shape
  if (channels === 1)
    return tf.depthwiseConv2d(image, tf.reshape(weights, [rows, columns, groups, width / groups]), stride, 'valid')
  const images = tf.split<tfjs.Tensor4D>(image, groups, 3)
  const kernels = tf.split<tfjs.Tensor4D>(weights, groups, 3)
  return tf.concat(
    images.map((part, group) => tf.conv2d(part, kernels[group] ?? weights, stride, 'valid')),
    3,
  )
}
