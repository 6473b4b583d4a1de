import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { functionsOf, passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { elementwise } from './elementwise.ts'

/** x where it is positive, else eˣ − 1 (Clevert et al. 2016, α = 1) */
export const elu: LayerRule<Record<string, never>> = {
  label: () => 'ELU',
  picture: 'box',
  ...elementwise,
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 2, 3), functionsOf(onlyShape(inputs), 1, 0)],
  backwardReads: () => ['output'],
  graph: {
    forward(emit, { inputs }) {
      const input = only(inputs)
      return { output: emit.op('Elu', [input], typeOf(input), like(input)), saved: [] }
    },
    backward: (emit, { output, gradient }) => ({
      inputs: [emit.op('EluGrad', [gradient, output], typeOf(output), like(output))],
      parameters: {},
    }),
  },
  eager: (tf, { inputs }) => tf.elu(onlyEager(inputs)),
  spelling: {
    pytorch: () => ({ callee: 'nn.ELU' }),
    keras: () => ({ callee: 'layers.ELU' }),
    onnx: (emit, { inputs }) => emit.node('Elu', inputs),
  },
}
