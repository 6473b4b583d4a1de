/**
 * Exports of designs and runs, and runs written as files, into the library's own folder of them: what the window asks for cannot write elsewhere. One after the other, each in
 * a process of its own; what came of the newest is told until the lab ends.
 */
import { join } from 'node:path'
import type { CallParameters } from '../api/contract.ts'
import type { LabHandlers } from '../api/server.ts'
import { commonFileName, fileName, formatWords, type ExportResult } from '../export/formats.ts'
import { startExport } from '../export/run-export.ts'
import { requireNew, type ExportPlace } from '../export/staging.ts'
import type { ExportOrder, ExportSource } from '../export/task.ts'
import { Failure } from '../files/failure.ts'
import type { QueriedRun } from '../query/query-table.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'
import { readRemarks, renamed } from '../store/remarks.ts'
import { readRunRecord } from '../store/run-folder.ts'
import { hasTrainer } from './trainer-link.ts'
import { viewOf } from './views.ts'
import { createWorkLine, type WorkLine } from './work-line.ts'

export interface ExportService extends Pick<WorkLine<unknown, unknown>, 'changed' | 'busy' | 'close'> {
  readonly calls: Pick<LabHandlers['calls'], 'networks.export' | 'runs.write' | 'exports.cancel'>
  readonly streams: Pick<LabHandlers['streams'], 'export'>
}

export interface ExportServiceOptions {
  readonly library: Pick<Library, 'folder' | 'runs'>
  /** Folder of the decoded data sets. */
  readonly data: string
  /** What the trainer of a run last said. */
  readonly live: Live
}

/** Exports whose end is kept: more than any window shows at once. */
const mostKept = 32

interface Asked {
  readonly order: ExportOrder
  readonly place: ExportPlace
}

export function createExportService({ library, data, live }: ExportServiceOptions): ExportService {
  const line = createWorkLine<Asked, { readonly result: ExportResult }>({
    what: 'export',
    mostKept,
    begin({ order, place }, told) {
      const { end, cancel } = startExport(order, place, told)
      return { end: end.then((result) => (result === null ? null : { result })), cancel }
    },
  })

  const begin = (order: ExportOrder, folder: string): { id: string } => {
    const place = { folder: join(library.folder, 'exports'), names: [folder], inFolder: true }
    requireNew(place)
    return { id: line.add({ order, place }) }
  }
  const queriedRun = (id: string): QueriedRun => {
    const summary = library.runs.summary(id, live)
    if (summary === null) throw new Failure('no-such-run', `There is no run ${id} in this library.`, 'The bin may have it.')
    return { summary, folder: library.runs.folder(id) }
  }
  const requireAtRest = (id: string): void => {
    if (!library.runs.queued().includes(id) && !hasTrainer(library.runs.folder(id))) return
    throw new Failure('run-active', `The run ${id} is queued or training, and its files change.`, 'Pause or stop it first.')
  }

  return {
    ...line,
    get busy() {
      return line.busy
    },
    calls: {
      'networks.export'({ of, format, weights, features, folder }) {
        const choice = formatWords[format].weights
        const withWeights = choice === 'always' || (choice === 'choice' && weights)
        const { source, name } = sourceOf(of)
        const what = { format, withWeights, features }
        return begin({ kind: 'network', of: source, what, name: fileName(name) }, folder)
      },
      'runs.write'({ ids, as, folder }) {
        if (as === 'pack') ids.forEach(requireAtRest)
        const runs = ids.map(queriedRun)
        const name = commonFileName(runs.map(({ summary }) => summary.record.name))
        return begin({ kind: 'runs', runs, as, name }, folder)
      },
      'exports.cancel'({ id }) {
        line.cancel(id)
        return null
      },
    },
    streams: {
      export: ({ id }, onChange) => viewOf(() => line.stateOf(id), line.changed.watch(onChange)),
    },
  }

  function sourceOf(of: CallParameters<'networks.export'>['of']): { source: ExportSource; name: string } {
    if (of.kind === 'design') return { source: of, name: of.architecture.name }
    const folder = library.runs.folder(of.id)
    return {
      source: { kind: 'run', folder, checkpoint: of.checkpoint, data },
      name: renamed(readRunRecord(folder), readRemarks(folder)).name,
    }
  }
}
