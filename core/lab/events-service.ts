/** Event files of TensorBoard: looked at, and imported as runs that were trained elsewhere. */
import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { LabHandlers } from '../api/server.ts'
import { Failure, isDiskFull } from '../files/failure.ts'
import { importEvents } from '../import/tensorboard/import-events.ts'
import { lookAtEvents } from '../import/tensorboard/look.ts'
import type { Library } from '../store/library.ts'
import { createKeyedWork, type KeyedWork, type WorkOnFile } from './keyed-work.ts'
import { runId } from './new-run.ts'
import type { Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface EventsService extends Pick<KeyedWork, 'changed' | 'busy' | 'close'> {
  readonly calls: Pick<LabHandlers['calls'], 'events.look' | 'events.import' | 'events.cancel'>
  readonly streams: Pick<LabHandlers['streams'], 'events'>
}

export interface EventsServiceOptions {
  readonly library: Library
  /** Told of each run that came. */
  readonly runsChanged: Pick<Signal<string>, 'emit'>
}

export function createEventsService({ library, runsChanged }: EventsServiceOptions): EventsService {
  const work = createKeyedWork()
  const explained = async <T>(key: string, act: (on: WorkOnFile) => Promise<T>): Promise<T> => {
    try {
      return await work.run(key, act)
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'AbortError') {
        throw new Failure(
          'events-cancelled',
          'It was cancelled.',
          'What was imported by then is in the library; the rest is not.',
        )
      }
      if (!isDiskFull(thrown)) throw thrown
      throw new Failure(
        'disk-full',
        'The disk of the library is full; the run was not kept.',
        'Free space, then import it again.',
      )
    }
  }

  return {
    ...work,
    get busy() {
      return work.busy
    },
    calls: {
      'events.look': ({ key, path, only }) => explained(key, (on) => lookAtEvents(path, on, only)),
      'events.import': ({ key, path, only, runs }) =>
        explained(key, async (on) => {
          const imported: { id: string; name: string; damage: readonly string[] }[] = []
          for (const { folder, name, figures } of runs) {
            const createdAt = Date.now()
            const id = runId(name || basename(path), createdAt, randomBytes(2).toString('hex'))
            let damage: readonly string[] = []
            await library.runs.addElsewhere(id, async (into) => {
              const identity = { id, name, color: library.runs.nextColor(), createdAt }
              const record = await importEvents(path, { folder, figures, only }, identity, into, on)
              damage = record.elsewhere.damage
              return record
            })
            runsChanged.emit(id)
            imported.push({ id, name, damage })
          }
          return imported
        }),
      'events.cancel': ({ key }) => {
        work.cancel(key)
        return null
      },
    },
    streams: {
      events: ({ key }, onChange) => viewOf(() => work.progressOf(key), work.changed.watch(onChange)),
    },
  }
}
