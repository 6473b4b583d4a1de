/** Undo histories of designs, kept with them in the library: bounded in steps and in bytes, whichever window they were made in. */
import type { Architecture } from '../architecture/architecture.ts'
import { readArchitecture, writeArchitecture } from '../architecture/file-format.ts'
import { variantSchema, type Variant } from '../architecture/variants.ts'
import type { Connection } from './database.ts'

/** Of the states of a design's history. */
const mostBytes = 1_000_000

export interface KeptStep {
  /** Names the step for as long as it is kept: what it says never changes. */
  readonly key: string
  /** `Stage 3 width 64 → 96` */
  readonly label: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly architecture: Architecture
  /** What the design followed; null where it stood alone. */
  readonly variant: Variant | null
}

export interface KeptHistory {
  /** Oldest first; never empty. */
  readonly steps: readonly KeptStep[]
  /** The one that the design stands at. */
  readonly at: number
}

/** A history as a window sends it: all its steps by their keys, and of those the ones that the library does not have yet. */
export interface SentHistory {
  readonly order: readonly string[]
  readonly at: number
  readonly steps: readonly KeptStep[]
}

export interface DesignHistories {
  /** Null where none is kept. A step that cannot be read ends what can be undone there. */
  read(design: string): KeptHistory | null
  /** Replaces what was kept of it, within a transaction of the caller's. A step that was neither sent nor kept ends what can be undone there. */
  write(design: string, history: SentHistory): void
}

interface StepRow {
  key: string
  label: string
  time: number
  architecture: string
  variant: string | null
}

export function openDesignHistories(connection: Connection): DesignHistories {
  const rows = connection.prepare<[string], StepRow>(
    'SELECT key, label, time, architecture, variant FROM steps WHERE design = ? ORDER BY position',
  )
  const sizes = connection.prepare<[string], { key: string; position: number; bytes: number }>(
    'SELECT key, position, length(CAST(architecture AS BLOB)) AS bytes FROM steps WHERE design = ? ORDER BY position',
  )
  const standing = connection.prepare<[string], string | null>('SELECT step FROM designs WHERE id = ?').pluck()
  const stand = connection.prepare('UPDATE designs SET step = ? WHERE id = ?')
  const insert = connection.prepare(
    'INSERT INTO steps (design, key, position, label, time, architecture, variant) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const drop = connection.prepare('DELETE FROM steps WHERE design = ? AND key = ?')
  const place = connection.prepare('UPDATE steps SET position = ? WHERE design = ? AND key = ?')

  /** Drops the steps that are not in `keys`, and brings the others into that order; most often they are. */
  function arrange(design: string, keys: readonly string[]): void {
    const there = sizes.all(design)
    for (const { key } of there) if (!keys.includes(key)) drop.run(design, key)
    const position = new Map(there.map((row) => [row.key, row.position]))
    const ascending = keys.every((key, index) => index === 0 || at(position, keys[index - 1]) < at(position, key))
    if (!ascending) keys.forEach((key, index) => place.run(index, design, key))
  }

  return {
    read(design) {
      const all = rows
        .all(design)
        .map((row) => ({ step: row, read: readArchitecture(row.architecture), variant: variantIn(row) }))
      const now = all.findIndex(({ step }) => step.key === standing.get(design))
      if (now < 0) return null
      const readable = (index: number): boolean => all[index]?.read.ok === true && all[index]?.variant !== undefined
      const [from, to] = reach(now, all.length, readable)
      if (from === to) return null
      const steps = all
        .slice(from, to)
        .flatMap(({ step: { key, label, time }, read, variant = null }) =>
          read.ok ? [{ key, label, time, architecture: read.architecture, variant }] : [],
        )
      return { steps, at: now - from }
    },
    write(design, { order, at: now, steps }) {
      const there = new Set(sizes.all(design).map(({ key }) => key))
      const sent = new Map(steps.map((step) => [step.key, step]))
      const has = (index: number): boolean => there.has(order[index] ?? '') || sent.has(order[index] ?? '')
      const whole = order.slice(...reach(now, order.length, has))
      let position = Math.max(0, ...sizes.all(design).map((row) => row.position))
      for (const key of whole) {
        const step = sent.get(key)
        if (!step || there.has(key)) continue
        position += 1
        const variant = step.variant && JSON.stringify(step.variant)
        insert.run(design, key, position, step.label, step.time, writeArchitecture(step.architecture), variant)
      }
      arrange(design, whole)
      const bytes = new Map(sizes.all(design).map((row) => [row.key, row.bytes]))
      arrange(design, within(whole, whole.indexOf(order[now] ?? ''), bytes))
      stand.run(order[now] ?? null, design)
    },
  }
}

/** Undefined where it cannot be read. */
function variantIn({ variant }: StepRow): Variant | null | undefined {
  return variant === null ? null : variantSchema.safeParse(JSON.parse(variant)).data
}

const at = (positions: ReadonlyMap<string, number>, key: string | undefined): number => positions.get(key ?? '') ?? 0

/** First and one past the last of the indices around `now` for all of which `holds`; both `now` where it does not hold there. */
function reach(now: number, length: number, holds: (index: number) => boolean): [number, number] {
  if (!holds(now)) return [now, now]
  let [from, to] = [now, now + 1]
  while (from > 0 && holds(from - 1)) from -= 1
  while (to < length && holds(to)) to += 1
  return [from, to]
}

/** As many of the keys around `now` as the bytes allow: first what undo needs, then what redo does. */
function within(keys: readonly string[], now: number, bytes: ReadonlyMap<string, number>): string[] {
  let left = mostBytes - (bytes.get(keys[now] ?? '') ?? 0)
  const fits = (index: number): boolean => {
    left -= bytes.get(keys[index] ?? '') ?? 0
    return left >= 0
  }
  let [from, to] = [now, now + 1]
  while (from > 0 && fits(from - 1)) from -= 1
  while (to < keys.length && fits(to)) to += 1
  return keys.slice(from, to)
}
