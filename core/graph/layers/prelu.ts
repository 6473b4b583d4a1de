import { binary, totalByChannel, unary } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'
import { elementwise } from './elementwise.ts'

/** What slopes begin with (He et al. 2015). */
const initialSlope = 0.25

/** max(x, 0) + slope · min(x, 0) with a learned slope for each channel (He et al. 2015, section 2.1). */
export const prelu: LayerRule<Record<string, never>> = {
  label: () => 'PReLU',
  picture: 'box',
  ...elementwise,
  parameters: (_config, inputs) => [
    { name: 'slope', shape: onlyShape(inputs).slice(-1), initial: { kind: 'constant', value: initialSlope } },
  ],
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 10, 15)],
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { inputs, parameter }) {
      const input = only(inputs)
      const above = unary(emit, 'Relu', input)
      const below = binary(emit, 'Mul', binary(emit, 'Sub', input, above), parameter('slope', input.type))
      return { output: binary(emit, 'AddV2', above, below), saved: [] }
    },
    backward(emit, { inputs, gradient, parameter }) {
      const input = only(inputs)
      const above = emit.op('ReluGrad', [gradient, input], typeOf(input), like(input))
      const below = binary(emit, 'Sub', gradient, above)
      const byInput = binary(emit, 'AddV2', above, binary(emit, 'Mul', below, parameter('slope', input.type)))
      return { inputs: [byInput], parameters: { slope: totalByChannel(emit, binary(emit, 'Mul', below, input)) } }
    },
  },
  eager: (tf, { inputs, parameter }) => tf.prelu(onlyEager(inputs), parameter('slope')),
  spelling: {
    pytorch: (_config, inputs) => ({
      callee: 'nn.PReLU',
      positional: { num_parameters: onlyShape(inputs).slice(-1)[0] ?? 1 },
    }),
    keras: () => ({ callee: 'ChannelPReLU', definition: kerasSource }),
    onnx(emit, { inputs, shapes, tensor }) {
      const slope = tensor('slope')
      const isMap = onlyShape(shapes).length === 3
      return emit.node('PRelu', [onlyName(inputs), isMap ? emit.node('Unsqueeze', [slope, emit.ints([1, 2])]) : slope])
    },
    tensors: { slope: { pytorch: 'weight', keras: 'slope' } },
  },
}

const kerasSource = `class ChannelPReLU(layers.Layer):
    """PReLU with one slope a channel, which begins at ${initialSlope}."""

    def build(self, shape):
        self.slope = self.add_weight(name="slope", shape=(shape[-1],), initializer=keras.initializers.Constant(${initialSlope}))

    def call(self, x):
        return ops.maximum(x, 0) + ops.cast(self.slope, x.dtype) * ops.minimum(x, 0)`
