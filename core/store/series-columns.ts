/** Which numbers of a run's metrics a series is drawn from. */
import type { MetricsReader } from './metrics-reader.ts'
import type { EvaluationSeries, StepSeries } from './run.ts'

/** Column and split of each series of evaluations. */
const evaluationSeries = {
  testLoss: ['test', 'loss'],
  testError: ['test', 'error'],
  validationLoss: ['validation', 'loss'],
  validationError: ['validation', 'error'],
} as const satisfies Record<EvaluationSeries, unknown>

/** Its steps, and its value at each. */
export function columnsOf(
  { steps, evaluations }: MetricsReader,
  series: StepSeries | EvaluationSeries,
): [Float64Array, Float64Array] {
  if (!isOfEvaluations(series)) return [steps.column('step'), steps.column(series)]
  const [split, column] = evaluationSeries[series]
  return [evaluations[split].column('step'), evaluations[split].column(column)]
}

export function isOfEvaluations(series: StepSeries | EvaluationSeries): series is EvaluationSeries {
  return series in evaluationSeries
}
