/** What is drawn or decided for a step outside the graph and fed to it: pure functions of the recipe's seed and a counter. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import { residualBlocks } from '../graph/residual-blocks.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { normalValues, randomKey, uniform, uniformInt } from './random-keys.ts'

/**
 * Share of an image's own pixels in a mixed one, from a half to 1: λ or 1 − λ of Beta(α, α), whichever is larger, so that an image's own
 * label stays its main one. 1 where the recipe mixes none. `pass` counts batches from the run's first.
 */
export function mixupShare({ seed, augmentation: { mixup } }: Recipe, pass: number): number {
  if (mixup === 0) return 1
  const key = randomKey(randomKey(seed, 'mixup'), `pass ${pass}`)
  const one = gamma(randomKey(key, 'one'), mixup)
  const other = gamma(randomKey(key, 'other'), mixup)
  const share = one / (one + other)
  return Number.isFinite(share) ? Math.max(share, 1 - share) : 1
}

/** A draw of Gamma(shape, 1): Marsaglia & Tsang 2000, with their power of a uniform number for shapes below 1. */
function gamma(key: number, shape: number): number {
  if (shape < 1) return gamma(randomKey(key, 'power'), shape + 1) * uniform(key, 0) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (let attempt = 0; ; attempt++) {
    const [normal = 0] = normalValues(randomKey(key, `normal ${attempt}`), 1, 1)
    const cubed = (1 + c * normal) ** 3
    if (cubed > 0 && Math.log(uniform(key, attempt + 1)) < (normal * normal) / 2 + d - d * cubed + d * Math.log(cubed)) {
      return d * cubed
    }
  }
}

/**
 * Chance of each residual block, in their order, to take part in a step (Huang et al. 2016, linear decay): 1 − l ÷ L · p for block l of L.
 * By the id of the layer that ends it; empty where the recipe leaves out none. A block made of blocks is never left out itself.
 */
export function survivalChances(graph: LayerGraph, { dropPath }: Recipe): ReadonlyMap<number, number> {
  if (dropPath === 0) return new Map()
  const blocks = residualBlocks(graph).filter(({ holdsBlocks }) => !holdsBlocks)
  return new Map(blocks.map(({ join }, index) => [join, 1 - ((index + 1) / blocks.length) * dropPath]))
}

/** 1 for each block that takes part in a pass, 0 for one left out; in the order of `chances`. */
export function survivors(seed: number, pass: number, chances: ReadonlyMap<number, number>): Float32Array {
  const key = randomKey(randomKey(seed, 'depth'), `pass ${pass}`)
  return Float32Array.from([...chances.values()], (chance, index) => (uniform(key, index) < chance ? 1 : 0))
}

/**
 * Share of the newest weights in their average after a step; `done` counts it. Exponential: 1 at first, then 1 − decay, as PyTorch's
 * AveragedModel. Equal (Izmailov et al. 2018): the newest alone until it begins, then 1 ÷ number of weights taken, and 0 between.
 */
export function averagingShare({ averaging }: Recipe, done: number, totalSteps: number): number {
  switch (averaging.kind) {
    case 'none':
      return 0
    case 'ema':
      return done === 1 ? 1 : 1 - averaging.decay
    case 'swa': {
      const since = done - Math.max(1, Math.ceil(averaging.from * totalSteps))
      if (since <= 0) return 1
      return since % averaging.every === 0 ? 1 / (since / averaging.every + 1) : 0
    }
  }
}

export interface HeldOut {
  /** Images trained on, ascending. */
  readonly train: Int32Array
  /** Images held out for validation, ascending. */
  readonly validation: Int32Array
}

/** Draws the images held out: Fisher and Yates's shuffle, keyed by the seed, cut after as many as are asked for. */
export function holdOut({ seed, validationImages }: Recipe, count: number): HeldOut {
  const key = randomKey(seed, 'validation')
  const all = Int32Array.from({ length: count }, (_, index) => index)
  for (let taken = 0; taken < validationImages; taken++) {
    const other = taken + uniformInt(key, taken, count - taken)
    const kept = all[taken] ?? 0
    all[taken] = all[other] ?? 0
    all[other] = kept
  }
  return { validation: all.slice(0, validationImages).sort(), train: all.slice(validationImages).sort() }
}
