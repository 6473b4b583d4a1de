/** Which evaluations a series is drawn from. */
import type { MetricsReader } from './metrics-reader.ts'
import type { EvaluationSeries, StepSeries } from './run.ts'

/** Column and split of each series of evaluations. */
const evaluationSeries = {
  testLoss: ['test', 'loss'],
  testError: ['test', 'error'],
  validationLoss: ['validation', 'loss'],
  validationError: ['validation', 'error'],
} as const satisfies Record<EvaluationSeries, unknown>

/** Its steps, when each was evaluated, and its value there. */
export function evaluationColumns(
  { evaluations }: Pick<MetricsReader, 'evaluations'>,
  series: EvaluationSeries,
): [steps: Float64Array, times: Float64Array, values: Float64Array] {
  const [split, column] = evaluationSeries[series]
  const of = evaluations[split]
  return [of.column('step'), of.column('time'), of.column(column)]
}

export function isOfEvaluations(series: StepSeries | EvaluationSeries): series is EvaluationSeries {
  return series in evaluationSeries
}
