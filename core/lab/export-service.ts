/**
 * Exports of designs and runs, and runs written as files, into the library's own folder of them: what the window asks for cannot write elsewhere. One after the other, each in
 * a process of its own; what came of the newest is told until the lab ends.
 */
import { join } from 'node:path'
import type { CallParameters } from '../api/contract.ts'
import type { ExportState } from '../api/contract/exports.ts'
import type { LabHandlers } from '../api/server.ts'
import { fileName, formatWords } from '../export/formats.ts'
import { startExport, type RunningExport } from '../export/run-export.ts'
import { requireNew, type ExportPlace } from '../export/staging.ts'
import type { ExportOrder, ExportSource } from '../export/task.ts'
import { Failure } from '../files/failure.ts'
import type { QueriedRun } from '../query/query-table.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'
import { readRemarks, renamed } from '../store/remarks.ts'
import { readRunRecord } from '../store/run-folder.ts'
import { createSignal, type Signal } from './signal.ts'
import { hasTrainer } from './trainer-link.ts'
import { viewOf } from './views.ts'

export interface ExportService {
  readonly calls: Pick<LabHandlers['calls'], 'networks.export' | 'runs.write' | 'exports.cancel'>
  readonly streams: Pick<LabHandlers['streams'], 'export'>
  readonly changed: Signal
  readonly busy: boolean
  close(): void
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
  state: ExportState
}

export function createExportService({ library, data, live }: ExportServiceOptions): ExportService {
  const asked = new Map<string, Asked>()
  const changed = createSignal()
  let newest = 0
  let under: { readonly one: Asked; readonly running: RunningExport } | null = null

  const settle = (one: Asked, state: ExportState): void => {
    one.state = state
    changed.emit()
  }
  const failed = (one: Asked, thrown: unknown): void => {
    if (thrown instanceof Failure) return settle(one, { kind: 'failed', reason: thrown.message, remedy: thrown.remedy })
    console.error('export:', thrown)
    settle(one, { kind: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown), remedy: 'Try again.' })
  }
  const next = (): void => {
    const waiting = [...asked.values()].find(({ state }) => state.kind === 'waiting')
    if (under !== null || waiting === undefined) return
    const begun = performance.now()
    try {
      const running = startExport(waiting.order, waiting.place, (done, total) => {
        if (waiting.state.kind !== 'running') return
        const remainingMs = ((performance.now() - begun) / done) * (total - done)
        settle(waiting, { kind: 'running', done, total, remainingMs })
      })
      under = { one: waiting, running }
      settle(waiting, { kind: 'running', done: 0, total: 0, remainingMs: null })
      void running.end
        .then((result) => settle(waiting, result === null ? { kind: 'cancelled' } : { kind: 'done', result }))
        .catch((thrown: unknown) => failed(waiting, thrown))
        .finally(() => {
          under = null
          changed.emit()
          next()
        })
    } catch (thrown) {
      failed(waiting, thrown)
      next()
    }
  }

  const begin = (order: ExportOrder, folder: string): { id: string } => {
    const place = { folder: join(library.folder, 'exports'), names: [folder], inFolder: true }
    requireNew(place)
    newest += 1
    const id = `${Date.now().toString(36)}-${newest}`
    asked.set(id, { order, place, state: { kind: 'waiting' } })
    for (const [old, { state }] of asked) {
      if (asked.size <= mostKept) break
      if (state.kind !== 'waiting' && state.kind !== 'running') asked.delete(old)
    }
    next()
    return { id }
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
        const [name, ...others] = runs.map(({ summary }) => summary.record.name)
        return begin({ kind: 'runs', runs, as, name: others.length > 0 ? 'runs' : fileName(name ?? 'run') }, folder)
      },
      'exports.cancel'({ id }) {
        const one = asked.get(id)
        if (one?.state.kind === 'waiting') settle(one, { kind: 'cancelled' })
        if (one !== undefined && under?.one === one) under.running.cancel()
        return null
      },
    },
    streams: {
      export: ({ id }, onChange) => viewOf(() => asked.get(id)?.state ?? null, changed.watch(onChange)),
    },
    changed,
    get busy() {
      return under !== null
    },
    close: () => under?.running.cancel(),
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
