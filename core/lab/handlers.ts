/** What implements the contract: the calls and streams of all services. */
import { loadGallery } from '../architecture/presets.ts'
import type { LabHandlers } from '../api/server.ts'
import { runtimeLocation } from '../tensorflow/runtime-location.ts'
import { recipePresets } from '../recipe/presets.ts'
import { takeReport } from '../doctor/report.ts'
import type { FirstReading } from './first-reading.ts'
import { labStateStream } from './lab-state.ts'
import type { Library } from '../store/library.ts'
import type { Services } from './services.ts'

export interface HandlersOptions {
  readonly library: Library
  readonly reading: FirstReading
  readonly services: Services
  /** Ends the lab, which a person closed. */
  close(): void
}

export function handlersOf({ library, reading, services, close }: HandlersOptions): LabHandlers {
  return {
    refuse: services.whole.refuse,
    calls: {
      ...services.datasets.calls,
      ...services.designs.calls,
      ...services.runs.calls,
      ...services.runFiles.calls,
      ...services.sweeps.calls,
      ...services.studies.calls,
      ...services.remarks.calls,
      ...services.chartLayouts.calls,
      ...services.bin.calls,
      ...services.calibration.calls,
      ...services.firstBatch.calls,
      ...services.imports.calls,
      ...services.exports.calls,
      ...services.inspections.calls,
      ...services.unpacks.calls,
      ...services.whole.calls,
      ...services.sql.calls,
      ...services.events.calls,
      'system.report': () => takeReport({ libraryFolder: library.folder, network: services.datasets.host() }),
      'library.copy': () => ({ path: library.backUp() }),
      'presets.list': loadGallery,
      'recipes.list': recipePresets,
      'lab.close': async ({ training }) => {
        if (training === 'stop') {
          await services.runs.supervisor.pauseAll()
          services.datasets.cancelAll()
          // The reply goes out first.
          setImmediate(close)
        }
        return null
      },
    },
    streams: {
      ...services.datasets.streams,
      ...services.designs.streams,
      ...services.runs.streams,
      ...services.runFiles.streams,
      ...services.sweeps.streams,
      ...services.studies.streams,
      ...services.remarks.streams,
      ...services.chartLayouts.streams,
      ...services.bin.streams,
      ...services.calibration.streams,
      ...services.firstBatch.streams,
      ...services.imports.streams,
      ...services.exports.streams,
      ...services.inspections.streams,
      ...services.unpacks.streams,
      ...services.whole.streams,
      ...services.sql.streams,
      ...services.events.streams,
      ...services.curves.streams,
      ...services.telemetry.streams,
      lab: labStateStream({
        library,
        notices: services.inspections.notices,
        runtime: runtimeLocation,
        network: services.datasets.host,
        reading,
        changed: services.datasets.changed,
      }),
    },
  }
}
