/**
 * Looking into trained networks: analyses in processes of their own, one after the other, so that they are not slowed by each other. What comes of them is
 * kept with the run; how far each is, and what came of the newest, is told until the lab ends.
 */
import { fileURLToPath } from 'node:url'
import type { InspectionState } from '../api/contract/inspections.ts'
import type { LabHandlers } from '../api/server.ts'
import { Failure } from '../files/failure.ts'
import { listInspections, readInspection, type Asked, type KeptInspection } from '../inspect/kept.ts'
import type { InspectionTask } from '../inspect/task.ts'
import { readRunRecord } from '../store/run-folder.ts'
import type { Notice } from '../store/library.ts'
import { wantedStep } from '../store/wanted-checkpoint.ts'
import { startWork, type EndedEarly } from '../work/start-work.ts'
import type { Progress } from '../work/work-message.ts'
import { inspectionReadings, type InspectionReading, type ReadingOptions } from './inspection-readings.ts'
import { inspectionUnderWay } from './inspection-under-way.ts'
import { viewOf } from './views.ts'
import { createWorkLine, type LineWork, type WorkLine } from './work-line.ts'

export interface InspectionService extends Pick<WorkLine<unknown, unknown>, 'changed' | 'busy' | 'close'> {
  readonly calls: Pick<LabHandlers['calls'], 'inspections.start' | 'inspections.cancel' | InspectionReading>
  readonly streams: Pick<LabHandlers['streams'], 'inspection' | 'inspections'>
  /** What a lab that was killed did not come to the end of. */
  readonly notices: readonly Notice[]
}

export interface InspectionOptions extends ReadingOptions {
  /** Script that measures: core/inspect/inspection-main.ts. */
  readonly entry: string
  /** Environment of a process that loads TensorFlow. */
  environment(): NodeJS.ProcessEnv
}

export const inspectionEntry = fileURLToPath(new URL('../inspect/inspection-main.ts', import.meta.url))

/** Analyses whose state is told: more than any window shows at once. */
const mostKept = 64

interface Order {
  readonly run: string
  readonly runFolder: string
  readonly asked: Asked
}

export function createInspectionService({
  libraryFolder,
  runs,
  data,
  entry,
  environment,
  speeds,
}: InspectionOptions): InspectionService {
  const line = createWorkLine<Order, Done>({ what: 'inspection', mostKept, begin: measured })
  const underWay = inspectionUnderWay(libraryFolder, (run) => runs.folder(run))

  function measured({ run, runFolder, asked }: Order, told: (done: number, total: number) => void): LineWork<Done> {
    // It may have been measured for whoever asked before.
    const before = readInspection(runFolder, asked)
    if (before !== null) return { end: Promise.resolve({ kept: before }), cancel: () => undefined }
    const { name } = readRunRecord(runFolder)
    underWay.begun({ run, name, asked })
    const { end, cancel } = startWork<InspectionTask, Progress, 'kept'>(
      entry,
      { runFolder, data, asked },
      { environment: environment(), told: ({ done, total }) => told(done, total), early },
    )
    const kept = end.then((done) => (done === null ? null : { kept: keptOf(runFolder, asked) }))
    return { end: kept.finally(() => underWay.ended()), cancel }
  }

  return {
    ...line,
    notices: underWay.notices,
    close() {
      // Who closes it knows that.
      underWay.ended()
      line.close()
    },
    get busy() {
      return line.busy
    },
    calls: {
      'inspections.start'({ run, checkpoint, asked }) {
        const runFolder = runs.folder(run)
        const step = wantedStep(runFolder, readRunRecord(runFolder), checkpoint)
        return { id: line.add({ run, runFolder, asked: { ...asked, step } }) }
      },
      'inspections.cancel'({ id }) {
        line.cancel(id)
        return null
      },
      ...inspectionReadings({ libraryFolder, runs, data, speeds }),
    },
    streams: {
      inspection: ({ id }, onChange) => viewOf(() => line.stateOf(id), line.changed.watch(onChange)),
      inspections: ({ run }, onChange) => viewOf(() => listInspections(runs.folder(run)), line.changed.watch(onChange)),
    },
  }
}

type Done = Omit<Extract<InspectionState, { kind: 'done' }>, 'kind'>

function keptOf(runFolder: string, asked: Asked): KeptInspection {
  const kept = readInspection(runFolder, asked)
  if (kept !== null) return kept
  throw new Failure(
    'result-gone',
    'It was measured, but what was kept of it cannot be read.',
    'Look whether the run’s folder can be written, and measure again.',
  )
}

function early({ how, memory, lastLine }: EndedEarly): Failure {
  return memory
    ? new Failure(
        'out-of-memory',
        'Memory ran out, and the system ended the analysis for it.',
        'Close other programs, or pause what trains, and measure again.',
      )
    : new Failure(
        'inspection-ended',
        `The process that measured it ended by itself (${how}). ${lastLine}`.trim(),
        'Nothing of it was kept, and nothing else is touched. Measure again.',
      )
}
