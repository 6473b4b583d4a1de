/** Networks of equal cost: of one design, the width at which it costs as much as another. All its widths are changed in one proportion. */
import { z } from 'zod'
import type { Architecture } from '../architecture/architecture.ts'
import { largestWidth } from '../architecture/limits.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { Variant } from './study.ts'

export const costs = ['parameters', 'macs', 'time'] as const
export type Cost = (typeof costs)[number]

export const sizeSchema = z.strictObject({
  /** What is to be equal. `time`: the predicted time of a step on this computer. */
  equal: z.enum(costs),
  /** Another network, which comes before it. */
  like: z.string().min(1).max(200),
})
export type Size = z.infer<typeof sizeSchema>

/** Null where it is not known, or the network cannot be trained. */
export type CostOf = (cost: Cost, architecture: Architecture, recipe: Recipe) => number | null

/** The design at the width whose cost is nearest to that of `like`; null where a cost is not known. Costs are taken to rise with the width. */
export function matched(
  design: Architecture,
  { equal }: Pick<Size, 'equal'>,
  like: Pick<Variant, 'architecture' | 'recipe'>,
  recipe: Recipe,
  cost: CostOf,
): Architecture | null {
  const wanted = cost(equal, like.architecture, like.recipe)
  const first = design.stages[0]?.width
  if (wanted === null || first === undefined) return null
  const at = (width: number): { readonly architecture: Architecture; readonly cost: number } | null => {
    const architecture = scaled(design, width / first)
    const known = cost(equal, architecture, recipe)
    return known === null ? null : { architecture, cost: known }
  }
  let [low, high] = [1, 2]
  for (;;) {
    const found = at(high)
    if (found === null) return null
    if (found.cost >= wanted || high >= largestWidth) break
    low = high
    high = Math.min(largestWidth, 2 * high)
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const found = at(middle)
    if (found === null) return null
    if (found.cost >= wanted) high = middle
    else low = middle
  }
  const [below, above] = [at(low), at(high)]
  if (below === null || above === null) return null
  return Math.abs(below.cost - wanted) <= Math.abs(above.cost - wanted) ? below.architecture : above.architecture
}

/** Widths times a factor, of the stem too, rounded, and at least 1. */
export function scaled(design: Architecture, factor: number): Architecture {
  const wide = (width: number): number => Math.max(1, Math.round(width * factor))
  const { stem, stages } = design
  return {
    ...design,
    stem: stem !== null && 'width' in stem ? { ...stem, width: wide(stem.width) } : stem,
    stages: stages.map((stage) => ({ ...stage, width: wide(stage.width) })),
  }
}
