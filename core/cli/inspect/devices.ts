/** What a network takes on small devices, as text. */
import { batches } from '../../inspect/analyses/devices.ts'
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
    const threads = [...new Set(result.forms.flatMap(({ latencies }) => latencies.map((one) => one.threads)))]
    const times = result.forms.flatMap(({ form, latencies }) =>
      threads.map((of) => [
        form,
        String(of),
        ...batches.map((batch) => {
          const found = latencies.find((one) => one.threads === of && one.batch === batch)
          return found === undefined ? '–' : `${numberText(found.ms)} (${numberText(found.atFullPaceMs)})`
        }),
      ]),
    )
    return [
      table([run.record.name, 'layers', 'parameters', 'file', 'memory of one image', 'error'], sizes, [1, 2, 3, 4, 5]),
      table(['ms (at full pace)', 'threads', ...batches.map((batch) => `batch ${batch}`)], times, [1, 2, 3, 4, 5]),
    ]
  })
}
