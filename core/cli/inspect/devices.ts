/** What a network takes on small devices, as text. */
import { offBy, offText } from '../../inspect/analyses/devices.ts'
import { bytesText } from '../../text/bytes-text.ts'
import { count, percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'
import { numberText } from './number-text.ts'

export function deviceTables(inspected: readonly InspectedRun<'devices'>[]): string[] {
  return inspected.flatMap(({ run, kept: { result } }) => {
    const sizes = result.forms.map(({ form, layers, parameters, fileBytes, weightBytes, mapBytes, error }) => [
      form,
      String(layers),
      count(parameters),
      bytesText(fileBytes),
      bytesText(weightBytes + mapBytes),
      percent(error),
    ])
    const times = result.forms.flatMap(({ form, latencies }) =>
      latencies.map((one) => {
        const off = offBy(one)
        const predicted = one.predictedMs === null ? '–' : numberText(one.predictedMs)
        return [form, String(one.threads), String(one.batch), numberText(one.ms), predicted, off === null ? '–' : offText(off)]
      }),
    )
    const isPredicted = result.forms.some(({ latencies }) => latencies.some(({ predictedMs }) => predictedMs !== null))
    return [
      table([run.record.name, 'layers', 'parameters', 'file', 'memory of one image', 'error'], sizes, [1, 2, 3, 4, 5]),
      table(['time of', 'threads', 'batch', 'ms', 'predicted', 'off by'], times, [1, 2, 3, 4, 5]),
      ...(isPredicted ? [] : ['Times are predicted once this computer was measured: lab calibrate.']),
    ]
  })
}
