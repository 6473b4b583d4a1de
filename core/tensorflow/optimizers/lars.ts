import { float32, like, type GraphTensor } from '../../graph/graph-layer.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import type { GraphWriter } from '../graph-writer.ts'
import { emitNorm } from '../norm.ts'
import { emitUpdates } from '../own-kernels/update.ts'
import type { OptimizerRule } from './optimizer-rule.ts'

type Lars = Extract<Recipe['optimizer'], { kind: 'lars' }>

const scalar = { type: 'float32', shape: [] } as const

/**
 * Layer-wise adaptive rates (You et al. 2017, algorithm 1): λₗ = trust · ‖w‖ ÷ (‖g‖ + β ‖w‖), v ← m v + rate · λₗ · (g + β w), w ← w − v,
 * with β the weight decay. λₗ is 1 where a norm is zero, and for what is not decayed.
 */
export const lars: OptimizerRule<Lars> = {
  slots: ['momentum'],
  counts: false,
  graph(writer, { momentum, trust, weightDecay }, { rate }, { weights, slots, value, gradient, decayed }) {
    const mul = (a: GraphTensor, b: GraphTensor) => writer.op('Mul', [a, b], float32, like(a))
    const decay = writer.floats([weightDecay], [])
    const total = decayed ? writer.op('AddV2', [gradient, mul(value, decay)], float32, like(gradient)) : gradient
    const local = decayed ? mul(adaptation(writer, value, gradient, trust, weightDecay), rate) : rate
    const inputs = [
      ...[weights.handle, slots.momentum?.handle ?? '', writer.floats([1], []).name],
      ...[mul(total, local).name, writer.floats([momentum], []).name],
    ]
    const attributes = { ...float32, use_locking: { bool: false }, use_nesterov: { bool: false } } as const
    return [writer.effect('ResourceApplyMomentum', inputs, attributes)]
  },
  own(writer, { momentum, trust, weightDecay }, { rate }, parameters) {
    const attributes = { momentum: { float: momentum }, trust: { float: trust }, decay: { float: weightDecay } }
    return emitUpdates(writer, parameters, { op: 'StagecraftLarsUpdates', attributes, slots: ['momentum'], step: [rate] })
  },
  eager(tf, { momentum, trust, weightDecay }, { rate }, { value, slots, gradient, decayed }) {
    const total = decayed ? tf.add(gradient, tf.mul(value, weightDecay)) : gradient
    const weightNorm = tf.norm(value)
    const gradientNorm = tf.norm(gradient)
    const adapted = tf.div(tf.mul(weightNorm, trust), tf.add(gradientNorm, tf.mul(weightNorm, weightDecay)))
    const both = tf.logicalAnd(tf.greater(weightNorm, 0), tf.greater(gradientNorm, 0))
    const local = decayed ? tf.where(both, adapted, tf.onesLike(adapted)) : tf.scalar(1)
    const velocity = tf.add(tf.mul(slots.momentum ?? 0, momentum), tf.mul(tf.mul(total, local), rate))
    return { value: tf.sub(value, velocity), slots: { momentum: velocity } }
  },
}

function adaptation(writer: GraphWriter, value: GraphTensor, gradient: GraphTensor, trust: number, decay: number): GraphTensor {
  const op = (name: string, inputs: readonly GraphTensor[]) => writer.op(name, inputs, float32, scalar)
  const weightNorm = emitNorm(writer, [value])
  const gradientNorm = emitNorm(writer, [gradient])
  const below = op('AddV2', [gradientNorm, op('Mul', [weightNorm, writer.floats([decay], [])])])
  const adapted = op('Div', [op('Mul', [weightNorm, writer.floats([trust], [])]), below])
  const smaller = op('Minimum', [weightNorm, gradientNorm])
  const both = writer.op('Greater', [smaller, writer.floats([0], [])], float32, { type: 'bool', shape: [] })
  return op('SelectV2', [both, adapted, writer.floats([1], [])])
}
