/** A forecast as rows that are read beside each other, the same in the window and on the command line. */
import { bytesText } from '../text/bytes-text.ts'
import { durationText } from '../text/duration-text.ts'
import type { Forecast } from './forecast.ts'

const commas = new Intl.NumberFormat('en-US')

export interface ForecastRow {
  readonly name: string
  readonly value: string
  /** What it rests on, or leaves out; empty where the value says all. */
  readonly basis: string
}

/** `prunes`: whether runs may be ended early. */
export function forecastRows(forecast: Forecast, prunes = false): ForecastRow[] {
  const { runs, there, steps, trainingMs, evaluations, diskBytes, peakBytes, countedFrom } = forecast
  const like = countedFrom < runs ? `counted from ${commas.format(countedFrom)} runs, the others taken to be like these` : ''
  return [
    {
      name: 'Runs',
      value: commas.format(runs),
      basis: there === 0 ? '' : `${commas.format(there)} of them are there already and are not trained again`,
    },
    { name: 'Steps', value: commas.format(steps), basis: like },
    {
      name: 'Time',
      value: trainingMs === null ? 'not known' : `about ${durationText(trainingMs)}`,
      basis:
        trainingMs === null
          ? 'this computer was not measured: measure it in the System view, or with lab calibrate'
          : `training one after the other, without ${commas.format(evaluations)} evaluations${prunes ? '; pruning makes it less' : ''}`,
    },
    {
      name: 'Memory',
      value: peakBytes === null ? 'not known' : bytesText(peakBytes),
      basis: peakBytes === null ? '' : 'the most that one of them takes',
    },
    { name: 'Disk', value: `about ${bytesText(diskBytes)}`, basis: 'checkpoints kept, and metrics' },
    { name: 'Energy', value: 'not known', basis: 'nothing here measures the power that training takes' },
  ]
}
