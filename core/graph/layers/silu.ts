import { binary, unary } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { functionsOf, passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'
import { elementwise } from './elementwise.ts'

/** x σ(x), also called swish (Ramachandran et al. 2017). Half precision is rounded once, at the end. */
export const silu: LayerRule<Record<string, never>> = {
  label: () => 'SiLU',
  picture: 'box',
  ...elementwise,
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 5, 14), functionsOf(onlyShape(inputs), 1, 1)],
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { inputs }) {
      const input = only(inputs)
      const x = emit.cast(input, 'float32')
      return { output: emit.cast(binary(emit, 'Mul', x, unary(emit, 'Sigmoid', x)), input.type), saved: [] }
    },
    /** σ(x) + x σ(x) (1 − σ(x)): the derivative of the sigmoid itself has a node. */
    backward(emit, { inputs, gradient }) {
      const x = emit.cast(only(inputs), 'float32')
      const byOutput = emit.cast(gradient, 'float32')
      const open = unary(emit, 'Sigmoid', x)
      const bySigmoid = emit.op('SigmoidGrad', [open, binary(emit, 'Mul', byOutput, x)], { T: { type: x.type } }, x)
      const byInput = binary(emit, 'AddV2', binary(emit, 'Mul', byOutput, open), bySigmoid)
      return { inputs: [emit.cast(byInput, gradient.type)], parameters: {} }
    },
  },
  eager(tf, { inputs }) {
    const input = onlyEager(inputs)
    return tf.mul(input, tf.sigmoid(input))
  },
  spelling: {
    pytorch: () => ({ callee: 'nn.SiLU' }),
    keras: () => ({ callee: 'layers.Activation', positional: { activation: 'silu' } }),
    onnx(emit, { inputs }) {
      const input = onlyName(inputs)
      return emit.node('Mul', [input, emit.node('Sigmoid', [input])])
    },
  },
}
