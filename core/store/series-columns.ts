/** Which evaluations a series is drawn from. */
import type { MetricsReader } from './metrics-reader.ts'
import type { EvaluationSeries, StepSeries } from './run.ts'

/** Column and split of each series of evaluations. */
const evaluationSeries = {
  testLoss: ['test', 'loss'],
  testError: ['test', 'error'],
  testTopFiveError: ['test', 'topFiveError'],
  validationLoss: ['validation', 'loss'],
  validationError: ['validation', 'error'],
  validationTopFiveError: ['validation', 'topFiveError'],
} as const satisfies Record<EvaluationSeries, unknown>

/** Its steps, when each was evaluated, and its value there; of the top-5 error those where it was measured. */
export function evaluationColumns(
  { evaluations }: Pick<MetricsReader, 'evaluations'>,
  series: EvaluationSeries,
): [steps: Float64Array, times: Float64Array, values: Float64Array] {
  const [split, column] = evaluationSeries[series]
  const of = evaluations[split]
  const [steps, times, values] = [of.column('step'), of.column('time'), of.column(column)]
  if (column !== 'topFiveError') return [steps, times, values]
  // Where it was not measured there is nothing to draw: no value that is not a number.
  const measured = (_: number, at: number): boolean => Number.isFinite(values[at])
  return [steps.filter(measured), times.filter(measured), values.filter(measured)]
}

export function isOfEvaluations(series: StepSeries | EvaluationSeries): series is EvaluationSeries {
  return series in evaluationSeries
}
