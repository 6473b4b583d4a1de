/** Weights of files: what they fit, what would become of them, and the runs that begin with them. */
import { randomBytes } from 'node:crypto'
import { loadGallery } from '../architecture/presets.ts'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Candidate } from '../import/messages.ts'
import type { ImportReport } from '../import/report.ts'
import type { Library } from '../store/library.ts'
import { newRunRecord, runId, type Predict } from './new-run.ts'
import type { Signal } from './signal.ts'
import type { Supervisor } from './supervisor.ts'
import { viewOf } from './views.ts'
import { createWeightsProcesses, type WeightsProcesses } from './weights-process.ts'

type ImportCall = 'weights.look' | 'weights.preview' | 'weights.cancel' | 'runs.import'

export interface ImportService {
  readonly calls: Pick<LabHandlers['calls'], ImportCall>
  readonly streams: Pick<LabHandlers['streams'], 'import'>
  readonly changed: Signal
  readonly busy: boolean
  close(): void
}

export interface ImportServiceOptions {
  readonly library: Pick<Library, 'runs' | 'designs'>
  readonly supervisor: Pick<Supervisor, 'startNext'>
  /** With the id of the run that was made. */
  readonly runsChanged: Signal<string>
  dataset(id: DatasetId): DatasetState
  predict: Predict
  readonly processes?: WeightsProcesses
}

export function createImportService(options: ImportServiceOptions): ImportService {
  const { library, supervisor, runsChanged, dataset, predict, processes = createWeightsProcesses() } = options
  return {
    calls: {
      async 'weights.look'({ key, path }) {
        return processes.ask(key, { kind: 'look', path, candidates: [...(await presets()), ...designsOf(library)] })
      },
      'weights.preview': ({ key, path, architecture }) => processes.ask(key, { kind: 'preview', path, architecture }),
      'weights.cancel'({ key }) {
        processes.cancel(key)
        return null
      },
      async 'runs.import'({ key, path, evaluate, ...request }) {
        const createdAt = Date.now()
        const id = runId(request.name, createdAt, randomBytes(2).toString('hex'))
        const record = newRunRecord(request, dataset(request.dataset), { id, createdAt, origin: null }, predict)
        const { architecture, recipe, totalSteps, stepsPerEpoch } = record
        const run = { id, architecture, recipe, totalSteps, stepsPerEpoch }
        let report = nothingYet
        await library.runs.addImported(
          id,
          async (folder) => {
            const made = await processes.ask(key, { kind: 'import', path, run, folder })
            report = made.report
            return { ...record, origin: made.origin, color: library.runs.nextColor() }
          },
          evaluate,
        )
        runsChanged.emit(id)
        supervisor.startNext()
        return { id, report }
      },
    },
    streams: {
      import: ({ key }, onChange) => viewOf(() => processes.phaseOf(key), processes.changed.watch(onChange)),
    },
    changed: processes.changed,
    get busy() {
      return processes.busy
    },
    close: processes.close,
  }
}

const nothingYet: ImportReport = { taken: [], adapted: [], refused: [], anew: [] }

/** Those of the gallery and the person's own, by the ids that a window knows them by. */
async function presets(): Promise<Candidate[]> {
  return (await loadGallery()).map(({ id, architecture }) => ({ id: `preset:${id}`, architecture }))
}

function designsOf({ designs }: Pick<Library, 'designs'>): Candidate[] {
  return designs.list().map(({ id, architecture }) => ({ id: `design:${id}`, architecture }))
}
