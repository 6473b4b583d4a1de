/** What `--measure` can measure besides steps side by side. */
import type { MeasureName, Options } from '../options.ts'
import type { Figure } from '../report.ts'
import { measureCurves } from './curves.ts'
import { measureDepth } from './depth.ts'
import { measureEditing } from './editing.ts'
import { measureEpoch } from './epoch.ts'
import { measureLibrary } from './library.ts'
import { measurePrediction } from './prediction.ts'
import { measureRuns } from './runs.ts'
import { measureStartup } from './startup.ts'
import { measureStreaming } from './streaming.ts'
import { measureTelemetry } from './telemetry.ts'
import { measureWindow } from './window.ts'

export interface MeasureRequest extends Options {
  /** For whatever is written on the way. */
  readonly folder: string
}

export const measures: { readonly [name in MeasureName]: (request: MeasureRequest) => Promise<Figure[]> } = {
  startup: measureStartup,
  epoch: measureEpoch,
  depth: measureDepth,
  telemetry: measureTelemetry,
  prediction: measurePrediction,
  editing: measureEditing,
  window: measureWindow,
  curves: measureCurves,
  streaming: measureStreaming,
  runs: measureRuns,
  library: measureLibrary,
}
