/**
 * The list of runs on the wire: whole at first, then only the runs that changed or are gone. A library of thousands holds few networks and
 * recipes: each is sent once, and named by its place from then on. What a view gets is the list.
 */
import { newestFirst } from '../text/newest-first.ts'
import type { AnyRunRecord, ElsewhereRecord, RunRecord, RunSummary } from '../store/run.ts'

/** Something that many runs have in common. */
type Shared = RunRecord['architecture'] | RunRecord['recipe']

/** `architecture` and `recipe` are places among all that were shared so far. */
type SentRecord = Omit<RunRecord, 'architecture' | 'recipe'> & { readonly architecture: number; readonly recipe: number }

interface SentRun extends Omit<RunSummary, 'record'> {
  readonly record: SentRecord | ElsewhereRecord
}

export interface RunsOnWire {
  /** Whether what came before does not hold any more. */
  readonly whole: boolean
  /** Those after the ones that were sent before. */
  readonly shared: readonly Shared[]
  readonly changed: readonly SentRun[]
  readonly gone: readonly string[]
}

/** Of one reader, who gets all that it gives: the very object that it gave last where nothing has changed. */
export function runsWriter(): (runs: readonly RunSummary[]) => RunsOnWire {
  const places = new Map<string, number>()
  /** The text of a network is long: it is made once for each object. */
  const texts = new WeakMap<Shared, string>()
  let known = new Map<string, RunSummary>()
  let last: RunsOnWire | null = null

  const textOf = (one: Shared): string => {
    const before = texts.get(one)
    if (before !== undefined) return before
    const text = JSON.stringify(one)
    texts.set(one, text)
    return text
  }

  return (runs) => {
    const shared: Shared[] = []
    const placeOf = (one: Shared): number => {
      const text = textOf(one)
      const before = places.get(text)
      if (before !== undefined) return before
      shared.push(one)
      places.set(text, places.size)
      return places.size - 1
    }
    const sentRecord = (record: AnyRunRecord): SentRun['record'] =>
      record.recipe === null ? record : { ...record, architecture: placeOf(record.architecture), recipe: placeOf(record.recipe) }
    const sent = ({ record, ...figures }: RunSummary): SentRun => ({ ...figures, record: sentRecord(record) })
    const now = new Map(runs.map((run) => [run.record.id, run]))
    const changed = runs.filter((run) => !isSame(known.get(run.record.id), run)).map(sent)
    const gone = [...known.keys()].filter((id) => !now.has(id))
    known = now
    if (last === null || changed.length > 0 || gone.length > 0) last = { whole: last === null, shared, changed, gone }
    return last
  }
}

/** Of ended runs it is the same object for as long as nothing is new. */
function isSame(before: RunSummary | undefined, now: RunSummary): boolean {
  return before === now || (before !== undefined && figuresText(before) === figuresText(now))
}

/** Network and recipe of a run never change. */
function figuresText({ record, ...figures }: RunSummary): string {
  return JSON.stringify([record.name, figures])
}

/** The other end: the list as the lab has it, newest first; runs that did not change are the same objects as before. */
export function runsReader(): (sent: RunsOnWire) => RunSummary[] {
  let shared: Shared[] = []
  let runs = new Map<string, RunSummary>()

  const readRecord = (record: SentRun['record']): AnyRunRecord =>
    record.recipe === null
      ? record
      : {
          ...record,
          architecture: shared[record.architecture] as RunRecord['architecture'],
          recipe: shared[record.recipe] as RunRecord['recipe'],
        }
  const read = ({ record, ...figures }: SentRun): RunSummary => ({ ...figures, record: readRecord(record) })

  return ({ whole, shared: more, changed, gone }) => {
    if (whole) {
      shared = []
      runs = new Map()
    }
    shared.push(...more)
    for (const run of changed) runs.set(run.record.id, read(run))
    for (const id of gone) runs.delete(id)
    return [...runs.values()].sort((one, other) => newestFirst(one.record, other.record))
  }
}
