/** Stochastic gradient descent with momentum and weight decay, as PyTorch's SGD: v ← m v + (g + λ w), w ← w − rate · v. */
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import type { Recipe } from '../training/recipe.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'

export interface Trained {
  readonly weights: Variable
  readonly momentum: Variable
  /** Value that the gradient was computed with. */
  readonly value: GraphTensor
  readonly gradient: GraphTensor
}

/** The effect that updates one parameter. `rate` and `momentum` are scalars. */
export function emitSgd(
  writer: GraphWriter,
  { weights, momentum, value, gradient }: Trained,
  recipe: Recipe,
  rate: GraphTensor,
): string {
  const { weightDecay, momentum: share } = recipe.optimizer
  const decay = (): GraphTensor => writer.op('Mul', [value, writer.floats([weightDecay], [])], float32, like(value))
  const total = weightDecay === 0 ? gradient : writer.op('AddV2', [gradient, decay()], float32, like(gradient))
  return writer.effect(
    'ResourceApplyMomentum',
    [weights.handle, momentum.handle, rate.name, total.name, writer.floats([share], []).name],
    { ...float32, use_locking: { bool: false }, use_nesterov: { bool: false } },
  )
}
