/** What was measured inside the networks of runs, for those who look at it. */
import type { LabHandlers } from '../api/server.ts'
import { linesOf, readTelemetryLine } from '../store/telemetry-lines.ts'
import { readHistograms, readTelemetry, telemetryStamp } from '../store/telemetry-reader.ts'
import type { Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface TelemetryServiceOptions {
  /** Folder of a run. Throws a Failure for what cannot be a run's id. */
  folder(id: string): string
  /** With the id of the run that changed. */
  readonly changed: Signal<string>
}

/** One value may be megabytes, and steps that are measured are many steps apart. */
const betweenValuesMs = 1000

export function createTelemetryService({ folder, changed }: TelemetryServiceOptions): {
  streams: Pick<LabHandlers['streams'], 'telemetry' | 'telemetryLines' | 'histograms'>
} {
  const view = <T>(id: string, read: (runFolder: string) => T, onChange: () => void) => ({
    ...viewOf(
      whenChanged(folder(id), read),
      changed.watch((which) => which === id && onChange()),
    ),
    restMs: betweenValuesMs,
  })
  return {
    streams: {
      telemetry: ({ id, ...query }, onChange) => view(id, (runFolder) => readTelemetry(runFolder, query), onChange),
      telemetryLines({ runs, quantities, layer, columns }, onChange) {
        const shown = new Set(runs.map(({ id }) => id))
        const each = runs.flatMap(({ id, from, to }) =>
          quantities.map((quantity) => ({
            run: id,
            quantity,
            read: whenChanged(folder(id), (run) => readTelemetryLine(run, { quantity, layer, columns, from, to })),
          })),
        )
        return {
          ...viewOf(
            () => linesOf(each.map(({ read, ...of }) => ({ ...of, found: read() }))),
            changed.watch((which) => shown.has(which) && onChange()),
          ),
          restMs: betweenValuesMs,
        }
      },
      histograms: ({ id, tensor }, onChange) => view(id, (runFolder) => readHistograms(runFolder, tensor), onChange),
    },
  }
}

/** A run changes with each of its steps: until something was measured, the value is the very same. */
function whenChanged<T>(runFolder: string, read: (runFolder: string) => T): () => T {
  let last: { readonly stamp: string; readonly value: T } | null = null
  return () => {
    const stamp = telemetryStamp(runFolder)
    if (last?.stamp !== stamp) last = { stamp, value: read(runFolder) }
    return last.value
  }
}
