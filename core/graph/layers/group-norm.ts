import { binary, reshape, times, total, unary } from '../arithmetic.ts'
import { onlyEager, type EagerTensor } from '../eager-layer.ts'
import { only, type Emitter, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'

export interface GroupNormConfig {
  /** Groups that the channels are divided into: 1 is layer normalisation over the whole map, `channels` instance normalisation. */
  readonly groups: number | 'channels'
}

/** Added to the variance, as in PyTorch. */
const epsilon = 1e-5

/**
 * Normalisation of each image by itself, over its pixels and the channels of a group, with scale and offset a channel (Wu & He 2018). In float32
 * whatever the type of the map, and the same in training and evaluation.
 */
export const groupNorm: LayerRule<GroupNormConfig> = {
  label: ({ groups }) => (groups === 'channels' ? 'instance norm' : groups === 1 ? 'layer norm' : 'group norm'),
  picture: 'box',
  outputShape(config, inputs) {
    const shape = mapShape(inputs)
    const groups = groupsOf(config, shape[2])
    if (!Number.isInteger(groups) || groups < 1 || shape[2] % groups !== 0)
      throw new RangeError(`${shape[2]} channels cannot be divided into ${groups} groups of equal size.`)
    return shape
  },
  parameters(_config, inputs) {
    const [, , channels] = mapShape(inputs)
    return [
      { name: 'scale', shape: [channels], initial: { kind: 'constant', value: 1 } },
      { name: 'offset', shape: [channels], initial: { kind: 'constant', value: 0 } },
    ]
  },
  statistics: () => [],
  macs: () => 0,
  work: (_config, inputs) => [passesOver(mapShape(inputs), 8, 14, 'channelwise')],
  window: () => ({ kernel: 1, stride: 1 }),
  normalises: true,
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { config, inputs, parameter }) {
      const image = emit.cast(only(inputs), 'float32')
      const of = grouping(config, image.shape)
      const meanOf = (map: GraphTensor): GraphTensor =>
        times(emit, overGroup(emit, overPixels(emit, map, of), of), 1 / of.numbers)
      const mean = meanOf(image)
      const spread = binary(emit, 'Mul', mean, emit.floats(Array<number>(of.channels).fill(1), [1, 1, of.channels]))
      const variance = meanOf(binary(emit, 'SquaredDifference', image, perPixel(emit, spread, image)))
      const inverse = unary(emit, 'Rsqrt', binary(emit, 'AddV2', variance, emit.floats([epsilon], [])))
      const factor = binary(emit, 'Mul', inverse, ofChannels(emit, parameter('scale'), of))
      const offset = binary(emit, 'Sub', ofChannels(emit, parameter('offset'), of), binary(emit, 'Mul', mean, factor))
      const scaled = binary(emit, 'Mul', image, perPixel(emit, factor, image))
      const output = binary(emit, 'AddV2', scaled, perPixel(emit, offset, image))
      return { output: emit.cast(output, only(inputs).type), saved: [mean, inverse] }
    },
    /**
     * By the input it is r (scale ∂y − mean(scale ∂y) − x̂ mean(scale ∂y x̂)), with means over the group, x̂ the normalised input and r = 1 ÷ std.
     * Written as a ∂y + b x + c, so that only two sums go over the pixels: of ∂y and of ∂y x.
     */
    backward(emit, { config, inputs, saved, gradient, parameter }) {
      const [mean, inverse] = saved
      if (mean === undefined || inverse === undefined) throw new Error('Group normalisation keeps mean and inverse std.')
      const image = emit.cast(only(inputs), 'float32')
      const byOutput = emit.cast(gradient, 'float32')
      const of = grouping(config, image.shape)
      const scale = ofChannels(emit, parameter('scale'), of)
      const multiply = (a: GraphTensor, b: GraphTensor): GraphTensor => binary(emit, 'Mul', a, b)
      const plain = overPixels(emit, byOutput, of)
      const weighted = overPixels(emit, multiply(byOutput, image), of)
      const centred = multiply(inverse, binary(emit, 'Sub', weighted, multiply(mean, plain)))
      const ofPlain = times(emit, overGroup(emit, multiply(scale, plain), of), 1 / of.numbers)
      const ofCentred = times(emit, overGroup(emit, multiply(scale, centred), of), 1 / of.numbers)
      const ones = emit.floats(Array<number>(of.channels).fill(1), [1, 1, of.channels])
      const byImage = unary(emit, 'Neg', multiply(unary(emit, 'Square', inverse), ofCentred))
      const rest = binary(emit, 'Sub', unary(emit, 'Neg', multiply(byImage, mean)), multiply(inverse, ofPlain))
      const direct = multiply(byOutput, perPixel(emit, multiply(inverse, scale), image))
      const through = multiply(image, perPixel(emit, multiply(byImage, ones), image))
      const sum = binary(emit, 'AddV2', direct, through)
      const byInput = binary(emit, 'AddV2', sum, perPixel(emit, multiply(rest, ones), image))
      const overBatch = (perImage: GraphTensor): GraphTensor =>
        reshape(emit, total(emit, perImage, [0]), parameter('scale').shape)
      return {
        inputs: [emit.cast(byInput, gradient.type)],
        parameters: { scale: overBatch(centred), offset: overBatch(plain) },
      }
    },
  },
  eager(tf, { config, inputs, parameter }) {
    const image = onlyEager(inputs)
    const { batch, groups, channels } = grouping(config, image.shape)
    const [, rows, columns] = image.shape
    const grouped: EagerTensor = tf.reshape(image, [batch, rows, columns, groups, channels])
    const { mean, variance } = tf.moments(grouped, [1, 2, 4], true)
    const standard = tf.reshape(tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, epsilon))), image.shape)
    return tf.add(tf.mul(standard, parameter('scale')), parameter('offset'))
  },
  spelling: {
    pytorch(config, inputs) {
      const [, , channels] = mapShape(inputs)
      return { callee: 'nn.GroupNorm', positional: { num_groups: groupsOf(config, channels), num_channels: channels } }
    },
    keras: (config, inputs) => ({
      callee: 'layers.GroupNormalization',
      positional: { groups: groupsOf(config, mapShape(inputs)[2]) },
      named: { epsilon },
    }),
    // ONNX has instance normalisation in every version: each group stands for a channel, without scale and offset.
    onnx(emit, { config, inputs, shapes, tensor }) {
      const [rows, columns, channels] = mapShape(shapes)
      const groups = groupsOf(config, channels)
      const each = (value: number): string => emit.floats(Array<number>(groups).fill(value))
      const grouped = emit.node('Reshape', [onlyName(inputs), emit.ints([0, groups, -1])])
      const normalised = emit.node('InstanceNormalization', [grouped, each(1), each(0)], { epsilon: { float: epsilon } })
      const standard = emit.node('Reshape', [normalised, emit.ints([0, channels, rows, columns])])
      const ofMap = (name: string): string => emit.node('Unsqueeze', [tensor(name), emit.ints([1, 2])])
      return emit.node('Add', [emit.node('Mul', [standard, ofMap('scale')]), ofMap('offset')])
    },
    tensors: { scale: { pytorch: 'weight', keras: 'gamma' }, offset: { pytorch: 'bias', keras: 'beta' } },
  },
}

interface Grouping {
  readonly batch: number
  readonly groups: number
  /** Channels in a group. */
  readonly channels: number
  /** Numbers that are normalised together. */
  readonly numbers: number
}

function groupsOf({ groups }: GroupNormConfig, channels: number): number {
  return groups === 'channels' ? channels : groups
}

function grouping(config: GroupNormConfig, [batch = 0, rows = 0, columns = 0, width = 0]: readonly number[]): Grouping {
  const groups = groupsOf(config, width)
  const channels = width / groups
  return { batch, groups, channels, numbers: rows * columns * channels }
}

/** Sums over all pixels: [batch, groups, channels]. */
function overPixels(emit: Emitter, map: GraphTensor, { batch, groups, channels }: Grouping): GraphTensor {
  return reshape(emit, total(emit, map, [1, 2]), [batch, groups, channels])
}

/** Sums over the channels of a group: [batch, groups, 1]. */
function overGroup(emit: Emitter, tensor: GraphTensor, { batch, groups }: Grouping): GraphTensor {
  return reshape(emit, total(emit, tensor, [2]), [batch, groups, 1])
}

/** A parameter as [1, groups, channels]. */
function ofChannels(emit: Emitter, parameter: GraphTensor, { groups, channels }: Grouping): GraphTensor {
  return reshape(emit, parameter, [1, groups, channels])
}

/** [batch, groups, channels] beside a map: [batch, 1, 1, channels]. */
function perPixel(emit: Emitter, tensor: GraphTensor, { shape: [batch = 0, , , width = 0] }: GraphTensor): GraphTensor {
  return reshape(emit, tensor, [batch, 1, 1, width])
}
