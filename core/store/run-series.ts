/** What was measured of a run, figure by figure, wherever it was trained: what leaves the library is written from here. */
import type { ElsewhereSeries } from './elsewhere.ts'
import { openMetricsReader } from './metrics-reader.ts'
import type { AnyRunRecord } from './run.ts'
import { openScalars } from './scalars.ts'
import { evaluationColumns, isOfEvaluations } from './series-columns.ts'

export interface RunSeries {
  /** Rising. */
  readonly steps: Float64Array
  /** Milliseconds since 1970. */
  readonly times: Float64Array
  readonly values: Float64Array
}

/** Gives each figure, empty where the run has it not. All of it is read as it is now. */
export function readRunSeries(folder: string, record: AnyRunRecord): (series: ElsewhereSeries) => RunSeries {
  return record.recipe === null ? ofElsewhere(folder) : ofTrained(folder)
}

function ofTrained(folder: string): (series: ElsewhereSeries) => RunSeries {
  const metrics = openMetricsReader(folder)
  metrics.refresh()
  metrics.close()
  const { steps: all } = metrics
  return (series) => {
    const [steps, times, values] = isOfEvaluations(series)
      ? evaluationColumns(metrics, series)
      : [all.column('step'), all.column('time'), all.column(series)]
    return { steps, times, values }
  }
}

function ofElsewhere(folder: string): (series: ElsewhereSeries) => RunSeries {
  const scalars = openScalars(folder)
  const read = new Map(scalars.series().map((series) => [series, scalars.values(series)] as const))
  scalars.close()
  return (series) => {
    const rows = read.get(series) ?? []
    return {
      steps: Float64Array.from(rows, ([step]) => step),
      times: Float64Array.from(rows, ([, time]) => time),
      values: Float64Array.from(rows, ([, , value]) => value ?? NaN),
    }
  }
}

export interface SeriesRow {
  readonly step: number
  readonly time: number
  /** One a figure, in the order given; null where it has no value at this step. */
  readonly values: readonly (number | null)[]
}

/** Several figures as rows, one for each step that one of them has a value of. */
export function* rowsOfSeries(all: readonly RunSeries[]): Generator<SeriesRow> {
  const at = all.map(() => 0)
  for (;;) {
    const step = Math.min(...all.map(({ steps }, index) => steps[at[index] ?? 0] ?? Infinity))
    if (step === Infinity) return
    let time = NaN
    const values = all.map(({ steps, times, values: own }, index) => {
      const here = at[index] ?? 0
      if (steps[here] !== step) return null
      at[index] = here + 1
      if (Number.isNaN(time)) time = times[here] ?? NaN
      return own[here] ?? NaN
    })
    yield { step, time, values }
  }
}
