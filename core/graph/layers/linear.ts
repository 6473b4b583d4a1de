import { totalByChannel } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf, type Attribute, type GraphTensor } from '../graph-layer.ts'
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
    forward(emit, { config, inputs, parameter }) {
      const features = only(inputs)
      const shape = [features.shape[0] ?? 0, config.width]
      const product = emit.op('MatMul', [features, parameter('weights', features.type)], matMul(features, false, false), {
        type: features.type,
        shape,
      })
      const output = emit.op(
        'BiasAdd',
        [product, parameter('bias', features.type)],
        { ...typeOf(features), data_format: { text: 'NHWC' } },
        like(product),
      )
      return { output, saved: [] }
    },
    backward(emit, { inputs, gradient, needsInputGradients, parameter }) {
      const features = only(inputs)
      const weights = parameter('weights', features.type)
      const byFeatures = needsInputGradients
        ? emit.op('MatMul', [gradient, weights], matMul(features, false, true), like(features))
        : null
      return {
        inputs: [byFeatures],
        parameters: {
          weights: emit.op('MatMul', [features, gradient], matMul(features, true, false), like(weights)),
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

function matMul(features: GraphTensor, transposeFirst: boolean, transposeSecond: boolean): Record<string, Attribute> {
  return { ...typeOf(features), transpose_a: { bool: transposeFirst }, transpose_b: { bool: transposeSecond } }
}
