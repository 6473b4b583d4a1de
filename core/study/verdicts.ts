/** All that a study has found: one verdict a pair, each by the measure that the pair is compared by. */
import { nothingMeasured, type Measured } from './measured.ts'
import { measures, type Measure } from './measures.ts'
import type { Outcome } from './outcome.ts'
import type { Pair, Study } from './study.ts'
import { byGradient } from './verdict-gradient.ts'
import { byStepsTo } from './verdict-steps.ts'
import { byTraining } from './verdict-trains.ts'
import { outcomeOf, verdictsOf, type PairVerdict } from './verdict.ts'
import { verdictsBy, type Side } from './verdict-rule.ts'

/** In the order of the pairs. */
export function studyVerdicts(
  { pairs, reach }: Pick<Study, 'pairs' | 'reach'>,
  outcomes: readonly Outcome[],
  measured: readonly Measured[],
): PairVerdict[] {
  const sideOf = (name: string): Side => ({
    name,
    outcome: outcomeOf(outcomes, name),
    measured: measured.find((one) => one.name === name) ?? nothingMeasured(name),
  })
  const by: Readonly<Record<Measure, (some: readonly Pair[]) => PairVerdict[]>> = {
    error: (some) => verdictsOf(some, outcomes),
    steps: (some) => verdictsBy(byStepsTo(reach ?? 0), some, sideOf),
    trains: (some) => verdictsBy(byTraining, some, sideOf),
    gradient: (some) => verdictsBy(byGradient, some, sideOf),
  }
  const found = new Map(
    measures.flatMap((measure) =>
      by[measure](pairs.filter((pair) => pair.by === measure)).map((verdict) => [verdict.pair, verdict]),
    ),
  )
  return pairs.flatMap((pair) => found.get(pair) ?? [])
}
