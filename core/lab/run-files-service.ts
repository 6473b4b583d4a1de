/** The checkpoints and the log of a run, for those who look at them. */
import { join } from 'node:path'
import type { LabHandlers } from '../api/server.ts'
import { Failure } from '../files/failure.ts'
import type { LibraryRuns } from '../store/library-runs.ts'
import { trainerLogFile } from '../store/run-folder.ts'
import { readLogPart } from '../training/trainer-log.ts'
import type { Signal } from './signal.ts'
import { hasTrainer } from './trainer-link.ts'
import { viewOf } from './views.ts'

export interface RunFilesService {
  readonly calls: Pick<LabHandlers['calls'], 'runs.readLog' | 'runs.removeCheckpoints'>
  readonly streams: Pick<LabHandlers['streams'], 'checkpoints'>
}

export interface RunFilesServiceOptions {
  readonly runs: Pick<LibraryRuns, 'folder' | 'queued' | 'checkpointTable'>
  /** With the id of the run that changed. */
  readonly changed: Signal<string>
}

export function createRunFilesService({ runs, changed }: RunFilesServiceOptions): RunFilesService {
  const { checkpointTable: table } = runs
  return {
    calls: {
      'runs.readLog': ({ id, from }) => readLogPart(join(runs.folder(id), trainerLogFile), from),
      'runs.removeCheckpoints'({ id, steps, evenNewest }) {
        if (runs.queued().includes(id) || hasTrainer(runs.folder(id)))
          throw new Failure(
            'run-active',
            `The run ${id} is queued or training, and its trainer keeps its checkpoints.`,
            'Pause or stop it first.',
          )
        const bytes = table.remove(id, steps, evenNewest)
        changed.emit(id)
        return { bytes }
      },
    },
    streams: {
      checkpoints({ id }, onChange) {
        let isWatched = true
        let isReading = false
        /** One after the other, as long as somebody looks. */
        const readOn = async (): Promise<void> => {
          if (isReading) return
          isReading = true
          try {
            for (let next = unread(); isWatched && next !== undefined; next = unread()) {
              await table.verify(id, next.step)
              onChange()
            }
          } finally {
            isReading = false
          }
        }
        const unread = () => table.rows(id).find(({ state }) => state === 'unread')
        return viewOf(
          () => {
            void readOn().catch((thrown: unknown) => console.error('checkpoints:', thrown))
            return table.rows(id)
          },
          changed.watch((which) => which === id && onChange()),
          () => (isWatched = false),
        )
      },
    },
  }
}
