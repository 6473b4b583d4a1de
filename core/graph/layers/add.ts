import { like, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { sameShape } from '../map-shape.ts'

/** F(x) + x: the end of a residual block. The first input is the branch F, the second the shortcut. */
export const add: LayerRule<Record<string, never>> = {
  label: () => 'add',
  picture: 'sum',
  outputShape(_config, inputs) {
    const [branch, shortcut] = inputs
    if (branch === undefined || shortcut === undefined || inputs.length !== 2)
      throw new RangeError('An addition takes two inputs.')
    if (!sameShape(branch, shortcut)) {
      throw new RangeError(`Cannot add ${branch.join('×')} and ${shortcut.join('×')}: shapes must be equal.`)
    }
    return branch
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  // Backward, both inputs get the gradient as it is.
  work: (config, inputs) => [passesOver(add.outputShape(config, inputs), 3, 0)],
  window: () => ({ kernel: 1, stride: 1 }),
  joins: true,
  backwardReads: () => [],
  graph: {
    forward(emit, { inputs }) {
      const [branch, shortcut] = inputs
      if (branch === undefined || shortcut === undefined) throw new RangeError('An addition takes two inputs.')
      return { output: emit.op('AddV2', [branch, shortcut], typeOf(branch), like(branch)), saved: [] }
    },
    backward: (_emit, { gradient }) => ({ inputs: [gradient, gradient], parameters: {} }),
  },
  eager(tf, { inputs }) {
    const [branch, shortcut] = inputs
    if (branch === undefined || shortcut === undefined) throw new RangeError('An addition takes two inputs.')
    return tf.add(branch, shortcut)
  },
  spelling: {
    pytorch: () => ({ expression: (branch, shortcut) => `${branch} + ${shortcut}` }),
    keras: () => ({ callee: 'layers.Add' }),
    onnx: (emit, { inputs }) => emit.node('Add', inputs),
  },
}
