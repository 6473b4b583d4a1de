import { unary } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { functionsOf, passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { elementwise } from './elementwise.ts'

/** 1 ÷ (1 + e⁻ˣ) */
export const sigmoid: LayerRule<Record<string, never>> = {
  label: () => 'sigmoid',
  picture: 'box',
  ...elementwise,
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 2, 3), functionsOf(onlyShape(inputs), 1, 0)],
  backwardReads: () => ['output'],
  graph: {
    forward: (emit, { inputs }) => ({ output: unary(emit, 'Sigmoid', only(inputs)), saved: [] }),
    backward: (emit, { output, gradient }) => ({
      inputs: [emit.op('SigmoidGrad', [output, gradient], typeOf(output), like(output))],
      parameters: {},
    }),
  },
  eager: (tf, { inputs }) => tf.sigmoid(onlyEager(inputs)),
  spelling: {
    pytorch: () => ({ callee: 'nn.Sigmoid' }),
    keras: () => ({ callee: 'layers.Activation', positional: { activation: 'sigmoid' } }),
    onnx: (emit, { inputs }) => emit.node('Sigmoid', inputs),
  },
}
