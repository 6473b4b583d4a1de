/** The sweeps of a library: what is varied in each, where it stands, and what was decided of its trials. Their runs are among the others. */
import { sweepPlanSchema, type SweepPlan } from '../sweep/plan.ts'
import { sweepStateSchema, type SweepState } from '../sweep/state.ts'
import { trialNoteSchema, type TrialNote } from '../sweep/trial.ts'
import type { LibraryDatabase } from './library-database.ts'
import { readableRows } from './readable-rows.ts'

export interface KeptSweep {
  readonly id: string
  readonly plan: SweepPlan
  readonly state: SweepState
  /** Milliseconds since 1970. */
  readonly madeAt: number
}

/** What is changed is on the disk when it returns. */
export interface Sweeps {
  /** Newest first. */
  list(): KeptSweep[]
  /** Null when there is none that can be read. */
  get(id: string): KeptSweep | null
  add(id: string, plan: SweepPlan): void
  change(id: string, to: Partial<Pick<KeptSweep, 'plan' | 'state'>>): void
  /** Its runs stay. */
  remove(id: string): void
  /** By their numbers. */
  notes(id: string): TrialNote[]
  /** Over the one of the same number. */
  note(id: string, note: TrialNote): void
  /** Words for the person on those that cannot be read. */
  readonly unreadable: readonly string[]
}

interface Row {
  readonly id: string
  readonly plan: string
  readonly state: string
  readonly made_at: number
}

export function openSweeps({ connection, change }: LibraryDatabase, now: () => number): Sweeps {
  const list = connection.prepare<[], Row>('SELECT id, plan, state, made_at FROM sweeps ORDER BY made_at DESC, id DESC')
  const find = connection.prepare<[string], Row>('SELECT id, plan, state, made_at FROM sweeps WHERE id = ?')
  const add = connection.prepare('INSERT INTO sweeps (id, plan, state, made_at) VALUES (?, ?, ?, ?)')
  const put = connection.prepare('UPDATE sweeps SET plan = ?, state = ? WHERE id = ?')
  const remove = connection.prepare('DELETE FROM sweeps WHERE id = ?')
  const notes = connection.prepare('SELECT note FROM trials WHERE sweep = ? ORDER BY number').pluck()
  const note = connection.prepare('INSERT OR REPLACE INTO trials (sweep, number, note) VALUES (?, ?, ?)')
  const notesOf = (id: string): TrialNote[] => (notes.all(id) as string[]).map((text) => trialNoteSchema.parse(JSON.parse(text)))
  // What was decided belongs to it: without one of its notes it cannot be gone on with.
  const rows = readableRows('sweep', (row: Row) => {
    notesOf(row.id)
    return sweepOf(row)
  })
  const get = (id: string): KeptSweep | null => {
    const row = find.get(id)
    return row ? rows.one(row) : null
  }
  return {
    list: () => rows.all(list.all()),
    get,
    add: (id, plan) => void change(() => add.run(id, JSON.stringify(plan), JSON.stringify({ kind: 'going' }), now())),
    change(id, to) {
      const kept = get(id)
      if (kept === null) return
      const { plan, state } = { ...kept, ...to }
      change(() => put.run(JSON.stringify(plan), JSON.stringify(state), id))
    },
    remove: (id) => void change(() => remove.run(id)),
    notes: notesOf,
    note: (id, one) => void change(() => note.run(id, one.number, JSON.stringify(one))),
    get unreadable() {
      return rows.problems(list.all())
    },
  }
}

function sweepOf({ id, plan, state, made_at }: Row): KeptSweep {
  return {
    id,
    plan: sweepPlanSchema.parse(JSON.parse(plan)),
    state: sweepStateSchema.parse(JSON.parse(state)),
    madeAt: made_at,
  }
}
