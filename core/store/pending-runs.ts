/** The runs of a library that have no end yet: those that wait, in their order, and those a trainer was started for. */
import type { LibraryDatabase } from './library-database.ts'

export interface PendingRuns {
  queued(): string[]
  started(): string[]
  /** Puts a run at the end of the queue. */
  enqueue(id: string): void
  /** Takes a run out of the queue: a trainer is being started for it. */
  start(id: string): void
  /** The run has ended, or is gone. */
  drop(id: string): void
}

export function openPendingRuns({ connection, change }: LibraryDatabase): PendingRuns {
  const list = connection.prepare('SELECT run FROM pending WHERE started = ? ORDER BY position').pluck()
  const insert = connection.prepare(
    'INSERT INTO pending (run, position, started) VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM pending), ?)',
  )
  const update = connection.prepare('UPDATE pending SET started = 1 WHERE run = ?')
  const remove = connection.prepare('DELETE FROM pending WHERE run = ?')
  return {
    queued: () => list.all(0) as string[],
    started: () => list.all(1) as string[],
    enqueue: (id) => void change(() => insert.run(id, 0)),
    start: (id) => void change(() => update.run(id).changes || insert.run(id, 1)),
    drop: (id) => void change(() => remove.run(id)),
  }
}
