import { float32, like, type GraphTensor } from '../../graph/graph-layer.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import type { GraphWriter } from '../graph-writer.ts'
import { emitUpdates } from '../own-kernels/update.ts'
import type { OptimizerRule } from './optimizer-rule.ts'

type AdamW = Extract<Recipe['optimizer'], { kind: 'adamw' }>

const scalar = { type: 'float32', shape: [] } as const

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's AdamW: w ← w − rate · λ · w, then
 * w ← w − rate · m̂ ÷ (√v̂ + ε), with m̂ and v̂ the means of g and g² corrected for their start at zero.
 */
export const adamW: OptimizerRule<AdamW> = {
  slots: ['mean', 'square'],
  counts: true,
  graph(writer, { beta1, beta2, epsilon, weightDecay }, { rate, updates }, { weights, slots, value, gradient, decayed }) {
    const power1 = power(writer, beta1, updates)
    const power2 = power(writer, beta2, updates)
    // TensorFlow adds ε before it corrects √v, PyTorch after; times √(1 − β₂ᵗ) it is the same.
    const left = writer.op('Sub', [writer.floats([1], []), power2], float32, scalar)
    const correction = writer.op('Sqrt', [left], float32, scalar)
    const stabiliser = writer.op('Mul', [writer.floats([epsilon], []), correction], float32, scalar)
    const decay =
      weightDecay === 0 || !decayed
        ? []
        : [
            writer.effect(
              'AssignSubVariableOp',
              [
                weights.handle,
                writer.op(
                  'Mul',
                  [value, writer.op('Mul', [rate, writer.floats([weightDecay], [])], float32, scalar)],
                  float32,
                  like(value),
                ).name,
              ],
              { dtype: { type: 'float32' } },
            ),
          ]
    const fixed = [writer.floats([beta1], []), writer.floats([beta2], []), stabiliser].map(({ name }) => name)
    const inputs = [
      ...[weights.handle, slots.mean?.handle ?? '', slots.square?.handle ?? ''],
      ...[power1.name, power2.name, rate.name, ...fixed, gradient.name],
      ...decay,
    ]
    return [
      writer.effect('ResourceApplyAdam', inputs, { ...float32, use_locking: { bool: false }, use_nesterov: { bool: false } }),
    ]
  },
  own(writer, { beta1, beta2, epsilon, weightDecay }, { rate, updates }, parameters) {
    const betas = { beta1: { float: beta1 }, beta2: { float: beta2 }, epsilon: { float: epsilon } }
    const attributes = { ...betas, decay: { float: weightDecay } }
    return emitUpdates(writer, parameters, {
      op: 'StagecraftAdamUpdates',
      attributes,
      slots: ['mean', 'square'],
      step: [rate, counted(updates)],
    })
  },
  eager(tf, { beta1, beta2, epsilon, weightDecay }, { rate, updates }, { value, slots, gradient, decayed }) {
    const mean = tf.add(tf.mul(slots.mean ?? 0, beta1), tf.mul(gradient, 1 - beta1))
    const square = tf.add(tf.mul(slots.square ?? 0, beta2), tf.mul(tf.square(gradient), 1 - beta2))
    const kept = decayed ? tf.mul(value, 1 - rate * weightDecay) : value
    const spread = tf.add(tf.sqrt(tf.div(square, 1 - beta2 ** updates)), epsilon)
    const change = tf.mul(tf.div(tf.div(mean, 1 - beta1 ** updates), spread), rate)
    return { value: tf.sub(kept, change), slots: { mean, square } }
  },
}

/** βᵗ */
function power(writer: GraphWriter, beta: number, updates: GraphTensor | null): GraphTensor {
  return writer.op('Pow', [writer.floats([beta], []), counted(updates)], float32, scalar)
}

function counted(updates: GraphTensor | null): GraphTensor {
  if (updates === null) throw new RangeError('AdamW needs the number of updates.')
  return updates
}
