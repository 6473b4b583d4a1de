/** The runs of a library that have no end yet: those that wait, in their order, and those a trainer was started for. */
import type { LibraryDatabase } from './library-database.ts'

/** `after`: attempts that a run had by then. Only a later one tells how it ends. */
export interface PendingRuns {
  queued(): string[]
  started(): string[]
  /** Place in the queue, from 1; null for a run that does not wait. */
  place(id: string): number | null
  /** Attempts that the run had when it was put here; 0 for one that is not here. */
  after(id: string): number
  /** Puts a run at the end of the queue; it is to begin only once `follows`, where there is one, has finished. */
  enqueue(id: string, follows?: string | null): void
  /** Puts a run at the front of the queue, wherever it was. */
  enqueueFirst(id: string, after: number): void
  /** Moves a run that waits to a place, the first is 1; those beyond the end are the end. False when it does not wait. */
  move(id: string, place: number): boolean
  /** The run that must have finished before this one, which waits, may begin; null for none. */
  follows(id: string): string | null
  /** Changes that; false when the run does not wait. */
  follow(id: string, other: string | null): boolean
  /** Takes a run out of the queue: a trainer is being started for it. */
  start(id: string, after: number): void
  /** The run has ended, or is gone. */
  drop(id: string): void
}

interface Lists {
  readonly queued: readonly string[]
  readonly started: readonly string[]
  readonly places: ReadonlyMap<string, number>
  readonly follows: ReadonlyMap<string, string>
}

export function openPendingRuns({ connection, change: changeLibrary }: LibraryDatabase): PendingRuns {
  const list = connection.prepare('SELECT run FROM pending WHERE started = ? ORDER BY position').pluck()
  const after = connection.prepare('SELECT attempts FROM pending WHERE run = ?').pluck()
  const insert = connection.prepare(
    `INSERT INTO pending (run, position, started, attempts, after_run)
     VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM pending), ?, ?, ?)`,
  )
  const insertFirst = connection.prepare(
    `INSERT OR REPLACE INTO pending (run, position, started, attempts)
     VALUES (?, (SELECT coalesce(min(position), 1) - 1 FROM pending), 0, ?)`,
  )
  const last = connection.prepare('SELECT coalesce(max(position), 0) FROM pending').pluck()
  const setPosition = connection.prepare('UPDATE pending SET position = ? WHERE run = ?')
  const update = connection.prepare('UPDATE pending SET started = 1, attempts = ? WHERE run = ?')
  const following = connection.prepare('SELECT run, after_run FROM pending WHERE started = 0 AND after_run IS NOT NULL').raw()
  const follow = connection.prepare('UPDATE pending SET after_run = ? WHERE run = ? AND started = 0')
  const remove = connection.prepare('DELETE FROM pending WHERE run = ?')
  /** Every look at every run asks for them. Only this process writes library.db. */
  let known: Lists | null = null
  const lists = (): Lists => {
    if (known === null) {
      const queued = list.all(0) as string[]
      known = {
        queued,
        started: list.all(1) as string[],
        places: new Map(queued.map((id, index) => [id, index + 1])),
        follows: new Map(following.all() as [string, string][]),
      }
    }
    return known
  }
  const change = <T>(work: () => T): T => {
    known = null
    try {
      return changeLibrary(work)
    } finally {
      known = null
    }
  }
  const queued = (): string[] => [...lists().queued]
  return {
    queued,
    started: () => [...lists().started],
    place: (id) => lists().places.get(id) ?? null,
    after: (id) => Number(after.get(id) ?? 0),
    enqueue: (id, other = null) => void change(() => insert.run(id, 0, 0, other)),
    enqueueFirst: (id, attempts) => void change(() => insertFirst.run(id, attempts)),
    move(id, place) {
      const others = queued().filter((other) => other !== id)
      if (others.length === queued().length) return false
      const order = others.toSpliced(place - 1, 0, id)
      // Beyond all positions that there are: no two runs share one, not even in between.
      change(() => {
        const before = Number(last.get())
        order.forEach((run, index) => setPosition.run(before + 1 + index, run))
      })
      return true
    },
    follows: (id) => lists().follows.get(id) ?? null,
    follow: (id, other) => change(() => follow.run(other, id).changes) > 0,
    start: (id, attempts) => void change(() => update.run(attempts, id).changes || insert.run(id, 1, attempts, null)),
    drop: (id) => void change(() => remove.run(id)),
  }
}
