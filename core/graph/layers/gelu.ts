import { binary, times, unary } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only, type Emitter, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { functionsOf, passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'
import { elementwise } from './elementwise.ts'

/** x Φ(x), by the normal distribution itself and not its approximation (Hendrycks & Gimpel 2016). Half precision is rounded once, at the end. */
export const gelu: LayerRule<Record<string, never>> = {
  label: () => 'GELU',
  picture: 'box',
  ...elementwise,
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 11, 25), functionsOf(onlyShape(inputs), 1, 2)],
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { inputs }) {
      const input = only(inputs)
      const x = emit.cast(input, 'float32')
      return { output: emit.cast(binary(emit, 'Mul', x, share(emit, x)), input.type), saved: [] }
    },
    /** Φ(x) + x φ(x) */
    backward(emit, { inputs, gradient }) {
      const x = emit.cast(only(inputs), 'float32')
      const bell = unary(emit, 'Exp', times(emit, unary(emit, 'Square', x), -1 / 2))
      const density = times(emit, bell, 1 / Math.sqrt(2 * Math.PI))
      const slope = binary(emit, 'AddV2', share(emit, x), binary(emit, 'Mul', x, density))
      const byInput = binary(emit, 'Mul', emit.cast(gradient, 'float32'), slope)
      return { inputs: [emit.cast(byInput, gradient.type)], parameters: {} }
    },
  },
  eager(tf, { inputs }) {
    const input = onlyEager(inputs)
    return tf.mul(input, tf.mul(tf.add(tf.erf(tf.mul(input, Math.SQRT1_2)), 1), 0.5))
  },
  spelling: {
    pytorch: () => ({ callee: 'nn.GELU' }),
    keras: () => ({ callee: 'layers.Activation', positional: { activation: 'gelu' } }),
    onnx(emit, { inputs }) {
      const input = onlyName(inputs)
      const erf = emit.node('Erf', [emit.node('Mul', [input, emit.floats([Math.SQRT1_2])])])
      const share = emit.node('Mul', [emit.node('Add', [erf, emit.floats([1])]), emit.floats([0.5])])
      return emit.node('Mul', [input, share])
    },
  },
}

/** Φ(x): the share of a standard normal distribution below x. */
function share(emit: Emitter, x: GraphTensor): GraphTensor {
  const erf = unary(emit, 'Erf', times(emit, x, Math.SQRT1_2))
  return times(emit, binary(emit, 'AddV2', erf, emit.floats([1], [])), 0.5)
}
