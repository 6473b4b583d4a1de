import { binary, times } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { size } from '../tensors.ts'
import { elementwise } from './elementwise.ts'

export interface DropoutConfig {
  /** Chance of each number to be left out, from 0 to below 1. */
  readonly rate: number
}

/**
 * Leaves numbers out by chance while training and multiplies the others by 1 ÷ (1 − rate), so that evaluation changes nothing (Srivastava et
 * al. 2014, section 10). Of each number by itself, not of whole channels.
 */
export const dropout: LayerRule<DropoutConfig> = {
  label: () => 'dropout',
  picture: 'box',
  ...elementwise,
  outputShape({ rate }, inputs) {
    if (!(rate >= 0 && rate < 1)) throw new RangeError(`Dropout leaves out a share from 0 to below 1, not ${rate}.`)
    return onlyShape(inputs)
  },
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 10, 5), { kind: 'drawn', numbers: size(onlyShape(inputs)) }],
  // Kept rather than drawn again, which takes longer than the rest of it.
  backwardReads: () => ['mask'],
  graph: {
    forward(emit, { config, inputs, training, uniform }) {
      const input = only(inputs)
      if (!training) return { output: input, saved: [] }
      const chances = uniform(input.shape)
      const isKept = emit.op('GreaterEqual', [chances, emit.floats([config.rate], [])], typeOf(chances), {
        type: 'bool',
        shape: input.shape,
      })
      const mask = emit.cast(isKept, input.type)
      return { output: binary(emit, 'Mul', times(emit, input, 1 / (1 - config.rate)), mask), saved: [mask] }
    },
    backward: (emit, { config, saved, gradient }) => ({
      inputs: [binary(emit, 'Mul', times(emit, gradient, 1 / (1 - config.rate)), only(saved))],
      parameters: {},
    }),
  },
  eager(tf, { config, inputs, training, uniform }) {
    const input = onlyEager(inputs)
    if (!training) return input
    const mask = tf.cast(tf.greaterEqual(uniform(input.shape), config.rate), 'float32')
    return tf.mul(tf.mul(input, 1 / (1 - config.rate)), mask)
  },
  spelling: {
    pytorch: ({ rate }) => ({ callee: 'nn.Dropout', positional: { p: rate } }),
    keras: ({ rate }) => ({ callee: 'layers.Dropout', positional: { rate } }),
    onnx: (emit, { inputs }) => emit.node('Identity', inputs),
  },
}
