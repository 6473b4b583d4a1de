/** The lab's services, each made with what it needs of the others. */
import { isAtRest } from '../compare/run-states.ts'
import { runtimeLocation, trainerEnvironment } from '../tensorflow/runtime-location.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { createBinService } from './bin-service.ts'
import { calibrationEntry, createCalibrationService } from './calibration-service.ts'
import { createChartLayoutService } from './chart-layout-service.ts'
import { createCurveService } from './curve-service.ts'
import { createDatasetService } from './dataset-service.ts'
import { createDesignService } from './design-service.ts'
import { createFirstBatchService, firstBatchEntry } from './first-batch-service.ts'
import { createLibraryService, type LibraryService } from './library-service.ts'
import { queriedStudy } from '../query/queried-study.ts'
import { createSqlService } from './sql-service.ts'
import { createImportService } from './import-service.ts'
import { findEqualRuns } from './equal-runs.ts'
import { createExportService } from './export-service.ts'
import type { FirstReading } from './first-reading.ts'
import { createInspectionService, inspectionEntry } from './inspection-service.ts'
import { createEventsService } from './events-service.ts'
import { createUnpackService } from './unpack-service.ts'
import { createStudyService } from './study-service.ts'
import { createSweepService } from './sweep-service.ts'
import { createRemarkService } from './remark-service.ts'
import { createRunFilesService } from './run-files-service.ts'
import { createRunService } from './run-service.ts'
import type { Patience } from './silence.ts'
import { createTelemetryService } from './telemetry-service.ts'
import type { Library } from '../store/library.ts'

export interface ServicesOptions {
  readonly library: Library
  readonly reading: FirstReading
  /** Folder of the decoded data sets. */
  readonly data: string
  readonly trainerEntry: string
  /** When a trainer has been silent for too long. */
  readonly patience: Patience
  /** Ends the lab, which a person closed. */
  close(): void
}

export type Services = ReturnType<typeof createServices>

export function createServices({ library, reading, data, trainerEntry, patience, close }: ServicesOptions) {
  const datasets = createDatasetService(data)
  const designs = createDesignService(library)
  const environment = (device: DeviceChoice): NodeJS.ProcessEnv => ({
    ...trainerEnvironment(runtimeLocation(), device),
    STAGECRAFT_DATA: data,
  })
  const calibration = createCalibrationService({
    libraryFolder: library.folder,
    entry: calibrationEntry,
    runtime: runtimeLocation,
    environment,
    isTraining: () => runs.supervisor.busy,
  })
  // Made last, and asked from the beginning: while the library moves, nothing is begun.
  let moving: Pick<LibraryService, 'isMoving'> | null = null
  const runs = createRunService({
    library,
    // Which runs wait, and which train, is not known before.
    holdsQueue: () => moving?.isMoving === true || reading.progress !== null,
    reading,
    trainerEntry,
    patience,
    environment,
    dataset: datasets.state,
    predict: calibration.predict,
    hardware: () => {
      const runtime = runtimeLocation()
      return runtime.kind === 'missing' ? 'cpu' : runtime.variant
    },
  })
  const equal = findEqualRuns(library.runs, runs.supervisor.live)
  const resume = async (id: string): Promise<null> => runs.calls['runs.resume']({ id, trainMore: 0 })
  const sweeps = createSweepService({
    library,
    supervisor: runs.supervisor,
    runsChanged: runs.changed,
    start: runs.start,
    equal,
    resume,
    dataset: datasets.state,
    predict: calibration.predict,
  })
  const studies = createStudyService({
    library,
    supervisor: runs.supervisor,
    runsChanged: runs.changed,
    start: runs.start,
    equal,
    resume,
    dataset: datasets.state,
    predict: calibration.predict,
  })
  const firstBatch = createFirstBatchService({
    entry: firstBatchEntry,
    data,
    dataset: datasets.state,
    predict: calibration.predict,
    runtime: runtimeLocation,
    environment,
    isTraining: () => runs.supervisor.busy,
  })
  const imports = createImportService({
    library,
    supervisor: runs.supervisor,
    runsChanged: runs.changed,
    dataset: datasets.state,
    predict: calibration.predict,
  })
  const bin = createBinService({
    library,
    supervisor: runs.supervisor,
    runsChanged: runs.changed,
    designsChanged: designs.changed,
    versionsChanged: designs.versionsChanged,
  })
  const remarks = createRemarkService({ library, runsChanged: runs.changed })
  const chartLayouts = createChartLayoutService(library)
  const curves = createCurveService({ runs: library.runs, changed: runs.changed })
  const runFiles = createRunFilesService({ runs: library.runs, changed: runs.changed })
  const exports = createExportService({ library, data, live: runs.supervisor.live })
  const unpacks = createUnpackService({ libraryFolder: library.folder, runsChanged: runs.changed })
  const inspections = createInspectionService({
    libraryFolder: library.folder,
    runs: library.runs,
    data,
    entry: inspectionEntry,
    environment: () => environment({ kind: 'auto' }),
    speeds: (kernels) => calibration.speeds(kernels),
  })
  const events = createEventsService({ library, runsChanged: runs.changed })
  const sql = createSqlService({
    library,
    allRead: reading.done,
    live: runs.supervisor.live,
    studies: () => studies.details().map(queriedStudy),
  })
  /** Also where its trainer is about to leave. */
  const hasEnded = (id: string): boolean => {
    const run = library.runs.summary(id, runs.supervisor.live)
    return run === null || isAtRest(run)
  }
  const whole = createLibraryService({
    library,
    live: runs.supervisor.live,
    settled: async () => void (await Promise.all(library.runs.running().filter(hasEnded).map(runs.supervisor.ended))),
    underWay() {
      if (library.readOnly !== null) return 'it is only shown'
      if (reading.progress !== null) return 'its runs are read for the first time'
      if (library.runs.running().some((id) => !hasEnded(id))) return 'a run is training'
      if (sweeps.busy) return 'a sweep is under way'
      if (studies.busy) return 'a study is under way'
      if (datasets.busy) return 'a data set is being fetched'
      return [calibration, firstBatch, imports, exports, unpacks, inspections, events, curves].some(({ busy }) => busy)
        ? 'something is being measured or written'
        : null
    },
    goOn: runs.supervisor.startNext,
    repaired(run) {
      library.runs.lookAgain(run)
      runs.changed.emit(run)
    },
    end: close,
  })
  moving = whole
  runs.changed.watch(calibration.yieldToTraining)
  return {
    datasets,
    designs,
    runs,
    runFiles,
    sweeps,
    studies,
    remarks,
    chartLayouts,
    bin,
    calibration,
    firstBatch,
    imports,
    exports,
    inspections,
    unpacks,
    whole,
    sql,
    events,
    curves,
    telemetry: createTelemetryService({ folder: library.runs.folder, changed: runs.changed }),
  }
}
