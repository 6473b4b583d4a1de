/** Deleting, and what became of the deleted: runs, designs and versions of designs that are in the bin, restored from it, or purged for good. */
import type { Bin } from '../api/contract/bin.ts'
import type { LabHandlers } from '../api/server.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import { createSignal, type Signal } from './signal.ts'
import type { Supervisor } from './supervisor.ts'
import { hasTrainer } from './trainer-link.ts'
import { viewOf } from './views.ts'

type BinCall = `${'runs' | 'designs' | 'versions'}.${'remove' | 'restore' | 'purge'}`

export interface BinService {
  readonly calls: Pick<LabHandlers['calls'], BinCall>
  readonly streams: Pick<LabHandlers['streams'], 'bin'>
}

export interface BinServiceOptions {
  readonly library: Pick<Library, 'runs' | 'designs' | 'versions'>
  readonly supervisor: Pick<Supervisor, 'live' | 'ended' | 'startNext'>
  /** Told of each run that comes or goes. */
  readonly runsChanged: Pick<Signal<string>, 'emit'>
  readonly designsChanged: Pick<Signal<void>, 'emit'>
  readonly versionsChanged: Pick<Signal<void>, 'emit'>
}

export function createBinService({
  library,
  supervisor,
  runsChanged,
  designsChanged,
  versionsChanged,
}: BinServiceOptions): BinService {
  const { runs, designs, versions } = library
  const changed = createSignal()
  const runsMoved = (ids: readonly string[]): void => {
    for (const id of ids) runsChanged.emit(id)
    changed.emit()
  }
  const designsMoved = (): void => {
    designsChanged.emit()
    changed.emit()
  }
  const versionsMoved = (): void => {
    versionsChanged.emit()
    changed.emit()
  }
  const read = (): Bin => ({ runs: runs.deleted(), designs: designs.deleted(), versions: versions.deleted() })

  const requireIdle = (ids: readonly string[]): void => {
    for (const id of ids) {
      const status = runs.summary(id, supervisor.live)?.status.kind
      if (status === 'queued' || status === 'running') {
        throw new Failure('run-active', 'A run that is queued or running cannot be removed.', 'Stop it first.')
      }
    }
  }

  return {
    calls: {
      async 'runs.remove'({ ids }) {
        requireIdle(ids)
        await Promise.all(ids.map((id) => supervisor.ended(id)))
        // Meanwhile somebody may have resumed one.
        requireIdle(ids)
        if (ids.some((id) => hasTrainer(runs.folder(id)))) {
          throw new Failure(
            'run-active',
            'A training process that this lab does not know is at work on this run, so it cannot be removed.',
            'Resume it here, which finds that process; then stop it.',
          )
        }
        try {
          return { bytes: runs.remove(ids) }
        } finally {
          // Those before one that could not be moved are in the bin.
          runsMoved(ids)
          supervisor.startNext()
        }
      },
      'runs.restore': ({ ids }) => {
        try {
          runs.restore(ids)
        } finally {
          runsMoved(ids)
          supervisor.startNext()
        }
        return null
      },
      'runs.purge': ({ ids }) => {
        try {
          return { bytes: runs.purge(ids) }
        } finally {
          changed.emit()
        }
      },
      'designs.remove'({ id }) {
        designs.remove(id)
        designsMoved()
        return null
      },
      'designs.restore'({ id }) {
        designs.restore(id)
        designsMoved()
        return null
      },
      'designs.purge'({ id }) {
        const bytes = designs.purge(id)
        changed.emit()
        return { bytes }
      },
      'versions.remove'({ id }) {
        versions.remove(id)
        versionsMoved()
        return null
      },
      'versions.restore'({ id }) {
        versions.restore(id)
        versionsMoved()
        return null
      },
      'versions.purge'({ id }) {
        const bytes = versions.purge(id)
        changed.emit()
        return { bytes }
      },
    },
    streams: { bin: (_parameters, viewChanged) => viewOf(read, changed.watch(viewChanged)) },
  }
}
