/** The table of optimizers. */
import type { Optimizer, OptimizerRule } from './optimizer-rule.ts'
import { adamW } from './adamw.ts'
import { lars } from './lars.ts'
import { sgd } from './sgd.ts'

const optimizerRules = { sgd, adamw: adamW, lars } satisfies {
  [K in Optimizer['kind']]: OptimizerRule<Extract<Optimizer, { kind: K }>>
}

/** The rule of a recipe's optimizer. Kind and settings belong together, which a type parameter cannot express here. */
export function optimizerRuleOf(optimizer: Optimizer): OptimizerRule<Optimizer> {
  return optimizerRules[optimizer.kind] as unknown as OptimizerRule<Optimizer>
}
