/** Checks, backups and moves of the library, one at a time, each in a process of its own. While it moves, nothing else changes it. */
import { isAbsolute } from 'node:path'
import type { CallName } from '../api/contract.ts'
import type { LibraryTaskState } from '../api/contract/library.ts'
import type { LabHandlers } from '../api/server.ts'
import { isAtRest } from '../compare/run-states.ts'
import { removeMoved } from '../export/of-library/move.ts'
import { startLibraryTask, type RunningLibraryTask } from '../export/of-library/run-task.ts'
import type { LibraryTask } from '../export/of-library/task.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import type { Live } from '../store/run-places.ts'
import { librarySizes } from './library-sizes.ts'
import { failedState, runningState } from './running-state.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface LibraryService {
  readonly calls: Pick<
    LabHandlers['calls'],
    'library.sizes' | 'library.check' | 'library.backUp' | 'library.move' | 'library.cancel' | 'library.leave'
  >
  readonly streams: Pick<LabHandlers['streams'], 'libraryTask'>
  readonly changed: Signal
  readonly busy: boolean
  /** Whether the library is being moved, or was: nothing is begun any more. */
  readonly isMoving: boolean
  /** Why a call is not answered now; null where it is. */
  refuse(call: CallName): Failure | null
  close(): void
}

export interface LibraryServiceOptions {
  readonly library: Library
  readonly live: Live
  /** Waits for trainers that have said their last, and may not have left yet. */
  settled(): Promise<void>
  /** Why it cannot be moved now, as what is under way; null where it can. */
  underWay(): string | null
  /** Runs may be begun again. */
  goOn(): void
  /** Runs were repaired: what was known of them does not hold. */
  repaired(run: string): void
  /** Ends the lab, which nobody needs any more. */
  end(): void
}

/** What only looks is answered while the library moves. */
const looks: ReadonlySet<CallName> = new Set<CallName>([
  'inspections.ensemble',
  'inspections.errors',
  'inspections.foresee',
  'inspections.labels',
  'inspections.maps',
  'inspections.neighbours',
  'library.cancel',
  'library.leave',
  'library.sizes',
  'presets.list',
  'recipes.list',
  'runs.readLog',
  'sql.schema',
  'studies.foresee',
  'studies.make',
  'studies.report',
  'studies.templates',
  'system.report',
])

export function createLibraryService(options: LibraryServiceOptions): LibraryService {
  const { library, live, settled, underWay, goOn, repaired, end } = options
  const changed = createSignal()
  let newest: LibraryTaskState | null = null
  let under: RunningLibraryTask | null = null
  let isCancelled = false
  let isMoving = false

  const set = (to: Partial<LibraryTaskState>): void => {
    if (newest !== null) newest = { ...newest, ...to }
    changed.emit()
  }
  const begin = (task: LibraryTask): null => {
    const begun = performance.now()
    isCancelled = false
    newest = {
      number: (newest?.number ?? 0) + 1,
      what: task.kind,
      findings: [],
      state: runningState(begun, begun, 0, 0),
    }
    const running = startLibraryTask(task, {
      progress(done, total) {
        set({ state: runningState(begun, performance.now(), done, total) })
      },
      found: (findings) => set({ findings: [...(newest?.findings ?? []), ...findings] }),
    })
    under = running
    changed.emit()
    void running.end
      .then((done) => {
        // A check that is cancelled ends early, and tells of what it has read.
        const isCut = done === null || (isCancelled && task.kind === 'check')
        set({ state: isCut ? { kind: 'cancelled' } : { kind: 'done', done } })
        return task.kind === 'move'
      })
      .catch((thrown: unknown) => {
        set({ state: failed(thrown, isCancelled) })
        return false
      })
      .then((isMoved) => {
        under = null
        if (task.kind === 'move' && !isMoved) {
          isMoving = false
          goOn()
        }
        const runs = new Set((newest?.findings ?? []).filter((one) => one.repaired).map(({ run }) => run))
        runs.forEach(repaired)
        changed.emit()
      })
    return null
  }
  const requireFree = (): void => {
    if (under !== null)
      throw new Failure(
        'library-busy',
        'The library is being checked, backed up or moved.',
        'Wait until that is done, or cancel it.',
      )
  }
  const requireAbsolute = (folder: string): void => {
    if (!isAbsolute(folder))
      throw new Failure('folder-relative', `${folder} is no whole path.`, 'Name it from the root of the disk.')
  }

  return {
    calls: {
      'library.sizes': () => librarySizes(library, live),
      'library.check'({ repair }) {
        requireFree()
        const runs = library.runs.summaries(live).map((run) => ({
          id: run.record.id,
          name: run.record.name,
          folder: library.runs.folder(run.record.id),
          bytes: run.bytes,
          damage: run.damage,
          mayRepair: isAtRest(run),
        }))
        return begin({ kind: 'check', runs, repair })
      },
      'library.backUp'({ folder }) {
        requireFree()
        requireAbsolute(folder)
        return begin({ kind: 'back-up', library: library.folder, copy: library.backUp(), to: folder })
      },
      async 'library.move'({ folder }) {
        requireAbsolute(folder)
        await settled()
        requireFree()
        const why = underWay()
        if (why !== null)
          throw new Failure('library-in-use', `The library cannot be moved now: ${why}.`, 'Wait until that is done, or pause it.')
        const copy = library.backUp()
        isMoving = true
        return begin({ kind: 'move', library: library.folder, copy, to: folder })
      },
      'library.cancel'() {
        isCancelled = under !== null
        under?.askToEnd()
        return null
      },
      'library.leave'({ deleteOld }) {
        if (!isMoving || under !== null) throw new Failure('not-moved', 'The library was not moved.', 'Nothing was deleted.')
        library.close()
        const bytes = deleteOld ? removeMoved(library.folder) : 0
        // The reply goes out first.
        setImmediate(end)
        return { bytes }
      },
    },
    streams: { libraryTask: (_parameters, onChange) => viewOf(() => newest, changed.watch(onChange)) },
    changed,
    get busy() {
      return under !== null
    },
    get isMoving() {
      return isMoving
    },
    refuse(call) {
      if (!isMoving || looks.has(call)) return null
      return new Failure(
        'library-moving',
        under === null ? 'This library was moved.' : 'The library is being moved, and is not changed meanwhile.',
        under === null ? 'Open it where it is now.' : 'Wait until that is done, or cancel it.',
      )
    },
    close: () => under?.askToEnd(),
  }
}

function failed(thrown: unknown, isCancelled: boolean): LibraryTaskState['state'] {
  const isItsEnd = thrown instanceof Failure && thrown.code.endsWith('-cancelled')
  return isCancelled && isItsEnd ? { kind: 'cancelled' } : failedState(thrown, 'library')
}
