/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl 2011, section 4): values are drawn that are likely among the good trials, and of these the
 * one is tried that is likeliest there against the others, which is where the expected improvement is largest. Each field by itself. How many trials are good, and
 * how many are drawn at random first, are Optuna's (version 4: a tenth, 25 at most; 10; 24 candidates).
 */
import type { Value, Values } from '../plan/part-of.ts'
import { randomPoint } from './draw.ts'
import type { Space } from './grid.ts'
import { estimatorOf } from './parzen.ts'
import { randomFrom } from './random.ts'

/** A trial as it is learned from. */
export interface Observed {
  readonly number: number
  readonly values: Values
  /** What is to be small; null for one that is under way, failed or could not be begun: it is taken for bad, so that it is not tried again. */
  readonly loss: number | null
  /** Share of its length that it has trained: a pruned trial is judged after those that were trained whole. */
  readonly share: number
}

const firstTrials = 10
const candidates = 24
const mostGood = 25

/** The same for the same seed, number and trials. */
export function tpePoint(space: Space, seed: number, number: number, observed: readonly Observed[]): Values {
  const judged = observed.filter(({ loss }) => loss !== null)
  if (judged.length < firstTrials) return randomPoint(space, seed, number)
  const good = new Set(
    [...judged]
      .sort(bestFirst)
      .slice(0, Math.min(mostGood, Math.ceil(judged.length / 10)))
      .map((trial) => trial.number),
  )
  const random = randomFrom(seed, number)
  const valuesOf = (field: string, isGood: boolean): Value[] =>
    observed.flatMap((trial) => {
      const value = trial.values[field]
      return good.has(trial.number) === isGood && value !== undefined ? [value] : []
    })
  return Object.fromEntries(
    [...space].map(([field, axis]) => {
      const likelyGood = estimatorOf(axis, valuesOf(field, true))
      const likelyOther = estimatorOf(axis, valuesOf(field, false))
      const drawn = Array.from({ length: candidates }, () => likelyGood.draw(random))
      const gains = drawn.map((value) => likelyGood.logLikelihood(value) - likelyOther.logLikelihood(value))
      return [field, drawn[gains.indexOf(Math.max(...gains))] ?? drawn[0] ?? '']
    }),
  )
}

/** Trained whole before pruned, further before less far, then by loss. */
function bestFirst(one: Observed, other: Observed): number {
  return other.share - one.share || (one.loss ?? Infinity) - (other.loss ?? Infinity) || one.number - other.number
}
