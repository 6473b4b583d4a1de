/** Why a sweep ended a run, as the run's own log says it. */
import type { KeptSweep } from '../store/sweeps.ts'
import type { SweepPlan } from '../sweep/plan.ts'
import type { Trial } from '../sweep/trial.ts'

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`

const rules: Readonly<Record<SweepPlan['pruning']['kind'], string>> = {
  none: 'the rule of the sweep',
  median: 'the median of the others on average until then',
  halving: 'what those that go on had there',
}

export function endWords({ plan, state }: Pick<KeptSweep, 'plan' | 'state'>, { note }: Pick<Trial, 'note'>): string {
  const of = `trial ${note.number} of the sweep ${plan.name}`
  if (note.pruned !== null) {
    const { share, error, bound, others } = note.pruned
    return (
      `Pruned, ${of}: after ${Math.round(100 * share)} % of its length its error was ${percent(error)}, ` +
      `above ${percent(bound)}, ${rules[plan.pruning.kind]}, of ${others} other trials.`
    )
  }
  if (state.kind === 'ended' && state.why === 'time') return `Ended with ${of}, whose limit of time was reached.`
  return `Ended with ${of}, which was cancelled.`
}
