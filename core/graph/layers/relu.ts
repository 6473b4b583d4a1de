import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { elementwise } from './elementwise.ts'

/** max(x, 0) */
export const relu: LayerRule<Record<string, never>> = {
  label: () => 'ReLU',
  picture: 'box',
  ...elementwise,
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 2, 3)],
  backwardReads: () => ['output'],
  rectifies: true,
  graph: {
    forward(emit, { inputs }) {
      const input = only(inputs)
      return { output: emit.op('Relu', [input], typeOf(input), like(input)), saved: [] }
    },
    backward(emit, { output, gradient }) {
      return { inputs: [emit.op('ReluGrad', [gradient, output], typeOf(output), like(output))], parameters: {} }
    },
  },
  eager: (tf, { inputs }) => tf.relu(onlyEager(inputs)),
  spelling: {
    pytorch: () => ({ callee: 'nn.ReLU' }),
    keras: () => ({ callee: 'layers.ReLU' }),
    onnx: (emit, { inputs }) => emit.node('Relu', inputs),
  },
}
