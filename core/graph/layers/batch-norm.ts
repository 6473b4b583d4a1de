import { onlyEager, type EagerTensor, type Tfjs } from '../eager-layer.ts'
import { like, only, typeOf, type Attribute } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'

/** Added to the variance, as in PyTorch. */
export const epsilon = 1e-5
/** Share of the newest batch in the running statistics: PyTorch's momentum of 0.1. */
export const share = 0.1

/** Statistics, scale and offset are float32 whatever the type of the map. */
const attributes: Record<string, Attribute> = {
  U: { type: 'float32' },
  epsilon: { float: epsilon },
  data_format: { text: 'NHWC' },
}

export interface BatchNormConfig {
  /** What the scale begins with; 1 where it is left out, 0 at the end of a branch that begins as nothing (Goyal et al. 2017, section 5.1). */
  readonly initialScale?: number
}

/** Batch normalisation over batch, height and width (Ioffe & Szegedy 2015), with scale and offset. */
export const batchNorm: LayerRule<BatchNormConfig> = {
  label: () => 'BN',
  picture: 'box',
  outputShape: (_config, inputs) => mapShape(inputs),
  parameters({ initialScale = 1 }, inputs) {
    const [, , channels] = mapShape(inputs)
    return [
      { name: 'scale', shape: [channels], initial: { kind: 'constant', value: initialScale } },
      { name: 'offset', shape: [channels], initial: { kind: 'constant', value: 0 } },
    ]
  },
  statistics(_config, inputs) {
    const [, , channels] = mapShape(inputs)
    return [
      { name: 'mean', shape: [channels], initial: 0 },
      { name: 'variance', shape: [channels], initial: 1 },
    ]
  },
  macs: () => 0,
  work(_config, inputs) {
    const map = mapShape(inputs)
    return [passesOver(map, 3, 5, map[2] % 16 === 0 ? 'normalisation' : 'uneven-normalisation')]
  },
  window: () => ({ kernel: 1, stride: 1 }),
  normalises: true,
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { inputs, training, parameter, statistic, updateStatistic }) {
      const image = only(inputs)
      const perChannel = like(parameter('scale'))
      const [output, mean, variance, ...saved] = emit.node(
        'FusedBatchNormV3',
        [image, parameter('scale'), parameter('offset'), statistic('mean'), statistic('variance')],
        {
          ...attributes,
          ...typeOf(image),
          is_training: { bool: training },
          exponential_avg_factor: { float: training ? share : 1 },
        },
        [like(image), perChannel, perChannel, perChannel, perChannel, perChannel],
      )
      if (output === undefined || mean === undefined || variance === undefined) throw new Error('BN has six outputs.')
      if (training) {
        updateStatistic('mean', mean)
        updateStatistic('variance', variance)
      }
      return { output, saved }
    },
    backward(emit, { inputs, saved, gradient, parameter }) {
      const image = only(inputs)
      const perChannel = like(parameter('scale'))
      const [byImage, byScale, byOffset] = emit.node(
        'FusedBatchNormGradV3',
        [gradient, image, parameter('scale'), ...saved],
        { ...attributes, ...typeOf(image), is_training: { bool: true } },
        [like(image), perChannel, perChannel, { type: 'float32', shape: [0] }, { type: 'float32', shape: [0] }],
      )
      if (byImage === undefined || byScale === undefined || byOffset === undefined)
        throw new Error('The gradient of BN has five outputs.')
      return { inputs: [byImage], parameters: { scale: byScale, offset: byOffset } }
    },
  },
  eager(tf, { inputs, training, parameter, statistic, updateStatistic }) {
    const image = onlyEager(inputs)
    if (!training) return normalise(tf, image, statistic('mean'), statistic('variance'), parameter)
    const { mean, variance } = tf.moments(image, [0, 1, 2])
    const count = image.size / (image.shape[3] ?? 1)
    const moved = (old: EagerTensor, batch: EagerTensor): EagerTensor => tf.add(tf.mul(old, 1 - share), tf.mul(batch, share))
    updateStatistic('mean', moved(statistic('mean'), mean))
    // The running variance is the unbiased one, as in TensorFlow and PyTorch; the batch itself is divided by the biased one.
    updateStatistic('variance', moved(statistic('variance'), tf.mul(variance, count / Math.max(1, count - 1))))
    return normalise(tf, image, mean, variance, parameter)
  },
  spelling: {
    pytorch: (_config, inputs) => ({ callee: 'nn.BatchNorm2d', positional: { channels: mapShape(inputs)[2] } }),
    keras: () => ({ callee: 'layers.BatchNormalization', named: { momentum: 1 - share, epsilon } }),
    onnx: (emit, { inputs, tensor }) =>
      emit.node('BatchNormalization', [onlyName(inputs), tensor('scale'), tensor('offset'), tensor('mean'), tensor('variance')], {
        epsilon: { float: epsilon },
      }),
    tensors: {
      scale: { pytorch: 'weight', keras: 'gamma', usual: 1 },
      offset: { pytorch: 'bias', keras: 'beta' },
      mean: { pytorch: 'running_mean', keras: 'moving_mean' },
      variance: { pytorch: 'running_var', keras: 'moving_variance' },
    },
  },
}

function normalise(
  tf: Tfjs,
  image: EagerTensor,
  mean: EagerTensor,
  variance: EagerTensor,
  parameter: (name: string) => EagerTensor,
): EagerTensor {
  const standard = tf.mul(tf.sub(image, mean), tf.rsqrt(tf.add(variance, epsilon)))
  return tf.add(tf.mul(standard, parameter('scale')), parameter('offset'))
}
