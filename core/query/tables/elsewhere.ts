/** Steps and evaluations of a run that was trained elsewhere, as far as it has figures of them: what it has not is NULL. */
import type { ElsewhereRecord } from '../../store/run.ts'
import { readRunSeries, rowsOfSeries } from '../../store/run-series.ts'
import type { SqlValue } from '../query-table.ts'

const finite = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null
/** Whether all that is there is finite. */
const areFinite = (values: readonly (number | null)[]): number =>
  Number(values.every((value) => value === null || Number.isFinite(value)))

/** In the order of the columns of `steps`. */
export function* stepsElsewhere(folder: string, record: ElsewhereRecord): Generator<SqlValue[]> {
  const series = readRunSeries(folder, record)
  const all = [series('trainLoss'), series('trainError'), series('learningRate'), series('stepMs')]
  for (const { step, time, values } of rowsOfSeries(all)) {
    const [loss = null, error = null, rate, ms] = values
    yield [step, null, null, time, finite(loss), finite(error), areFinite([loss, error]), finite(rate), finite(ms), 0]
  }
}

/** In the order of the columns of `evaluations`. */
export function* evaluationsElsewhere(folder: string, record: ElsewhereRecord): Generator<SqlValue[]> {
  const series = readRunSeries(folder, record)
  for (const split of ['test', 'validation'] as const) {
    for (const { step, time, values } of rowsOfSeries([
      series(`${split}Loss`),
      series(`${split}Error`),
      series(`${split}TopFiveError`),
    ])) {
      const [loss = null, error = null, topFive] = values
      yield [step, split, null, time, finite(loss), finite(error), areFinite([loss, error]), finite(topFive)]
    }
  }
}
