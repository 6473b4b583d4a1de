import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { elementwise } from './elementwise.ts'

export interface LeakyReluConfig {
  /** What negative numbers are multiplied by; not negative itself. */
  readonly slope: number
}

/** max(x, 0) + slope · min(x, 0) (Maas et al. 2013) */
export const leakyRelu: LayerRule<LeakyReluConfig> = {
  label: () => 'leaky ReLU',
  picture: 'box',
  ...elementwise,
  outputShape({ slope }, inputs) {
    if (!(slope >= 0)) throw new RangeError(`The slope of a leaky ReLU is 0 or more, not ${slope}.`)
    return onlyShape(inputs)
  },
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 2, 3)],
  // The output has the sign of the input.
  backwardReads: () => ['output'],
  graph: {
    forward(emit, { config, inputs }) {
      const input = only(inputs)
      return {
        output: emit.op('LeakyRelu', [input], { ...typeOf(input), alpha: { float: config.slope } }, like(input)),
        saved: [],
      }
    },
    backward(emit, { config, output, gradient }) {
      const attributes = { ...typeOf(output), alpha: { float: config.slope } }
      return { inputs: [emit.op('LeakyReluGrad', [gradient, output], attributes, like(output))], parameters: {} }
    },
  },
  eager: (tf, { config, inputs }) => tf.leakyRelu(onlyEager(inputs), config.slope),
  spelling: {
    pytorch: ({ slope }) => ({ callee: 'nn.LeakyReLU', positional: { negative_slope: slope } }),
    keras: ({ slope }) => ({ callee: 'layers.LeakyReLU', named: { negative_slope: slope } }),
    onnx: (emit, { config, inputs }) => emit.node('LeakyRelu', inputs, { alpha: { float: config.slope } }),
  },
}
