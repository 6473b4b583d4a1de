import { binary, unary } from '../arithmetic.ts'
import type { EagerTensor } from '../eager-layer.ts'
import type { Emitter, GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { sameShape } from '../map-shape.ts'
import type { Expression } from '../spelling.ts'

export interface GateConfig {
  /** What the gate weighs: the branch by g and the shortcut by 1 − g, or the shortcut alone. */
  readonly of: 'both' | 'shortcut'
}

/**
 * The end of a residual block with a gate: three inputs of one shape, the branch F, the gate g from 0 to 1, and the shortcut x. Of both it is
 * F g + x (1 − g) (highway networks, Srivastava et al. 2015, equation 3; He et al. 2016b's exclusive gating, section 3.1), of the shortcut
 * F + x (1 − g) (shortcut-only gating, there).
 */
export const gate: LayerRule<GateConfig> = {
  label: ({ of }) => (of === 'both' ? 'gate' : 'shortcut gate'),
  picture: 'gate',
  outputShape(_config, inputs) {
    const [branch, weight, shortcut] = three(inputs)
    if (!sameShape(branch, weight) || !sameShape(branch, shortcut))
      throw new RangeError(
        `Cannot gate ${branch.join('×')} and ${shortcut.join('×')} by ${weight.join('×')}: shapes must be equal.`,
      )
    return branch
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (config, inputs) => [passesOver(three(inputs)[0], config.of === 'both' ? 9 : 8, config.of === 'both' ? 12 : 10)],
  window: () => ({ kernel: 1, stride: 1 }),
  joins: true,
  backwardReads: ({ of }) => (of === 'both' ? ['inputs'] : [1, 2]),
  graph: {
    forward(emit, { config, inputs }) {
      const [branch, weight, shortcut] = three(inputs)
      if (config.of === 'shortcut') {
        const carried = binary(emit, 'Mul', shortcut, complement(emit, weight))
        return { output: binary(emit, 'AddV2', branch, carried), saved: [] }
      }
      const change = binary(emit, 'Mul', weight, binary(emit, 'Sub', branch, shortcut))
      return { output: binary(emit, 'AddV2', shortcut, change), saved: [] }
    },
    backward(emit, { config, inputs, gradient }) {
      const [branch, weight, shortcut] = three(inputs)
      if (config.of === 'shortcut') {
        const byShortcut = binary(emit, 'Mul', gradient, complement(emit, weight))
        return { inputs: [gradient, unary(emit, 'Neg', binary(emit, 'Mul', gradient, shortcut)), byShortcut], parameters: {} }
      }
      const byBranch = binary(emit, 'Mul', gradient, weight)
      const byWeight = binary(emit, 'Mul', gradient, binary(emit, 'Sub', branch, shortcut))
      return { inputs: [byBranch, byWeight, binary(emit, 'Sub', gradient, byBranch)], parameters: {} }
    },
  },
  eager(tf, { config, inputs }) {
    const [branch, weight, shortcut] = three<EagerTensor>(inputs)
    return tf.add(config.of === 'both' ? tf.mul(branch, weight) : branch, tf.mul(shortcut, tf.sub(1, weight)))
  },
  spelling: {
    pytorch: ({ of }) => sourceOf(of),
    keras: ({ of }) => sourceOf(of),
    onnx(emit, { config, inputs }) {
      const [branch, weight, shortcut] = three(inputs)
      const opened = config.of === 'both' ? emit.node('Mul', [branch, weight]) : branch
      return emit.node('Add', [opened, emit.node('Mul', [shortcut, emit.node('Sub', [emit.floats([1]), weight])])])
    },
  },
}

function three<T>(inputs: readonly T[]): readonly [T, T, T] {
  const [branch, weight, shortcut] = inputs
  if (branch === undefined || weight === undefined || shortcut === undefined || inputs.length !== 3)
    throw new RangeError('A gate takes three inputs: branch, gate and shortcut.')
  return [branch, weight, shortcut]
}

function complement(emit: Emitter, weight: GraphTensor): GraphTensor {
  return binary(emit, 'Sub', emit.cast(emit.floats([1], []), weight.type), weight)
}

function sourceOf(of: GateConfig['of']): Expression {
  const opened = (branch = '', weight = ''): string => (of === 'both' ? `${branch} * ${weight}` : branch)
  return { expression: (branch, weight, shortcut) => `${opened(branch, weight)} + ${shortcut} * (1 - ${weight})` }
}
