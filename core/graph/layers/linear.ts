import { product, totalByChannel } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import { initialWeights, type InitialWeights } from '../initialization.ts'
import type { LayerRule } from '../layer-rule.ts'
import { featureCount } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'

export interface LinearConfig {
  /** Output features. */
  readonly width: number
  /** What its weights begin with; by the network's rule where it is left out. */
  readonly initial?: InitialWeights
}

/** Fully connected layer. Weights are [in, width]. */
export const linear: LayerRule<LinearConfig> = {
  label: () => 'fc',
  picture: 'box',
  outputShape({ width }, inputs) {
    featureCount(inputs)
    return [width]
  },
  parameters({ width, initial }, inputs) {
    const features = featureCount(inputs)
    return [
      { name: 'weights', shape: [features, width], initial: initialWeights({ fanIn: features, fanOut: width }, initial) },
      { name: 'bias', shape: [width], initial: { kind: 'constant', value: 0 } },
    ]
  },
  statistics: () => [],
  macs: ({ width }, inputs) => featureCount(inputs) * width,
  work: (config, inputs) => [{ kind: 'fully-connected', macs: linear.macs(config, inputs) }],
  window: () => ({ kernel: 1, stride: 1 }),
  weighted: true,
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { inputs, parameter }) {
      const features = only(inputs)
      const sums = product(emit, features, parameter('weights', features.type))
      const output = emit.op(
        'BiasAdd',
        [sums, parameter('bias', features.type)],
        { ...typeOf(features), data_format: { text: 'NHWC' } },
        like(sums),
      )
      return { output, saved: [] }
    },
    backward(emit, { inputs, gradient, needsInputGradients, parameter }) {
      const features = only(inputs)
      const weights = parameter('weights', features.type)
      const byFeatures = needsInputGradients ? product(emit, gradient, weights, { transposed: 'second' }) : null
      return {
        inputs: [byFeatures],
        parameters: {
          weights: product(emit, features, gradient, { transposed: 'first' }),
          bias: totalByChannel(emit, gradient),
        },
      }
    },
  },
  eager: (tf, { inputs, parameter }) => tf.add(tf.matMul(onlyEager(inputs), parameter('weights')), parameter('bias')),
  spelling: {
    pytorch: ({ width }, inputs) => ({
      callee: 'nn.Linear',
      positional: { in_features: featureCount(inputs), out_features: width },
    }),
    keras: ({ width }) => ({ callee: 'layers.Dense', positional: { units: width } }),
    onnx: (emit, { inputs, tensor }) =>
      emit.node('Gemm', [onlyName(inputs), tensor('weights'), tensor('bias')], { transB: { int: 1 } }),
    tensors: {
      weights: { pytorch: 'weight', keras: 'kernel', axes: [1, 0], features: 0 },
      bias: { pytorch: 'bias', keras: 'bias' },
    },
  },
}
