import { float32, like } from '../../graph/graph-layer.ts'
import { emitUpdates } from '../own-kernels/update.ts'
import type { OptimizerRule } from './optimizer-rule.ts'
import type { Recipe } from '../../recipe/recipe.ts'

type Sgd = Extract<Recipe['optimizer'], { kind: 'sgd' }>

/** Stochastic gradient descent with momentum, as PyTorch's SGD: v ← m v + (g + λ w), w ← w − rate · v, or − rate · (g + λ w + m v). */
export const sgd: OptimizerRule<Sgd> = {
  slots: ['momentum'],
  counts: false,
  graph(writer, { momentum, nesterov, weightDecay }, { rate }, { weights, slots, value, gradient, decayed }) {
    const decay = () => writer.op('Mul', [value, writer.floats([weightDecay], [])], float32, like(value))
    const total = weightDecay === 0 || !decayed ? gradient : writer.op('AddV2', [gradient, decay()], float32, like(gradient))
    const inputs = [weights.handle, slots.momentum?.handle ?? '', rate.name, total.name, writer.floats([momentum], []).name]
    const attributes = { ...float32, use_locking: { bool: false }, use_nesterov: { bool: nesterov } } as const
    return [writer.effect('ResourceApplyMomentum', inputs, attributes)]
  },
  own(writer, { momentum, nesterov, weightDecay }, { rate }, parameters) {
    const attributes = { momentum: { float: momentum }, decay: { float: weightDecay }, nesterov: { bool: nesterov } }
    return emitUpdates(writer, parameters, { op: 'StagecraftMomentumUpdates', attributes, slots: ['momentum'], step: [rate] })
  },
  eager(tf, { momentum, nesterov, weightDecay }, { rate }, { value, slots, gradient, decayed }) {
    const total = decayed ? tf.add(gradient, tf.mul(value, weightDecay)) : gradient
    const velocity = tf.add(tf.mul(slots.momentum ?? 0, momentum), total)
    const direction = nesterov ? tf.add(total, tf.mul(velocity, momentum)) : velocity
    return { value: tf.sub(value, tf.mul(direction, rate)), slots: { momentum: velocity } }
  },
}
