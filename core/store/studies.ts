/** The studies of a library: what each asks and trains, and where it stands. Their runs are among the others. */
import type { z } from 'zod'
import { keptStudySchema } from '../study/kept-study.ts'
import { studyStateSchema } from '../study/state.ts'
import { studySchema, type Study } from '../study/study.ts'
import type { LibraryDatabase } from './library-database.ts'
import { readableRows } from './readable-rows.ts'

export type Taken = KeptStudy['taken'][number]
export type KeptStudy = Readonly<z.infer<typeof keptStudySchema>>

/** What is changed is on the disk when it returns. */
export interface Studies {
  /** Newest first. */
  list(): KeptStudy[]
  /** Null when there is none that can be read. */
  get(id: string): KeptStudy | null
  add(id: string, study: Study): void
  change(id: string, to: Partial<Pick<KeptStudy, 'study' | 'state' | 'taken'>>): void
  /** Its runs stay. */
  remove(id: string): void
  /** Brings one back that was removed, as it was. */
  restore(kept: KeptStudy): void
  /** Words for the person on those that cannot be read. */
  readonly unreadable: readonly string[]
}

interface Row {
  readonly id: string
  readonly study: string
  readonly state: string
  readonly taken: string
  readonly made_at: number
}

export function openStudies({ connection, change }: LibraryDatabase, now: () => number): Studies {
  const columns = 'id, study, state, taken, made_at'
  const list = connection.prepare<[], Row>(`SELECT ${columns} FROM studies ORDER BY made_at DESC, id DESC`)
  const find = connection.prepare<[string], Row>(`SELECT ${columns} FROM studies WHERE id = ?`)
  const add = connection.prepare('INSERT INTO studies (id, study, state, taken, made_at) VALUES (?, ?, ?, ?, ?)')
  const put = connection.prepare('UPDATE studies SET study = ?, state = ?, taken = ? WHERE id = ?')
  const remove = connection.prepare('DELETE FROM studies WHERE id = ?')
  /** As they were read last: one that did not change is the very same object. */
  const read = new Map<string, { readonly row: Row; readonly kept: KeptStudy }>()
  const studyOf = (row: Row): KeptStudy => {
    const before = read.get(row.id)
    if (before !== undefined && isSame(before.row, row)) return before.kept
    const kept = readRow(row)
    read.set(row.id, { row, kept })
    return kept
  }
  const rows = readableRows('study', studyOf)
  const get = (id: string): KeptStudy | null => {
    const row = find.get(id)
    return row ? rows.one(row) : null
  }
  return {
    list: () => rows.all(list.all()),
    get,
    add: (id, study) => void change(() => add.run(id, JSON.stringify(study), JSON.stringify({ kind: 'going' }), '[]', now())),
    change(id, to) {
      const kept = get(id)
      if (kept === null) return
      const { study, state, taken } = { ...kept, ...to }
      change(() => put.run(JSON.stringify(study), JSON.stringify(state), JSON.stringify(taken), id))
    },
    remove: (id) => void change(() => remove.run(id)),
    restore: ({ id, study, state, taken, madeAt }) =>
      void change(() => add.run(id, JSON.stringify(study), JSON.stringify(state), JSON.stringify(taken), madeAt)),
    get unreadable() {
      return rows.problems(list.all())
    },
  }
}

function isSame(one: Row, other: Row): boolean {
  return one.study === other.study && one.state === other.state && one.taken === other.taken
}

function readRow({ id, study, state, taken, made_at }: Row): KeptStudy {
  return {
    id,
    study: studySchema.parse(JSON.parse(study)),
    state: studyStateSchema.parse(JSON.parse(state)),
    taken: keptStudySchema.shape.taken.parse(JSON.parse(taken)),
    madeAt: made_at,
  }
}
