/** What was measured of one layer or block of several runs, as lines to lay over each other. */
import type { TelemetryLine, TelemetryLines, TelemetryQuantity, WhichLayer } from '../graph/telemetry.ts'
import { floatsOf, groupsOf, isSame, listRows, reading } from './telemetry-reader.ts'

export interface TelemetryLineQuery {
  readonly quantity: TelemetryQuantity
  readonly layer: WhichLayer
  /** Most entries to give. */
  readonly columns: number
  /** First and last step wanted; null is as far as there is. */
  readonly from: number | null
  readonly to: number | null
}

/** Null where nothing was measured of the quantity, or where the file cannot be read; without a line where the run has no such layer. */
export function readTelemetryLine(
  runFolder: string,
  { quantity, layer, columns, from, to }: TelemetryLineQuery,
): { readonly names: readonly string[]; readonly line: TelemetryLine | null } | null {
  return reading(runFolder, (connection) => {
    const groups = groupsOf(connection, quantity)
    const newest = [...groups.values()].at(-1)
    if (newest === undefined) return null
    const of = layerIn(newest.of, layer)
    if (of === undefined) return { names: newest.of, line: null }
    const index = newest.of.indexOf(of)
    const rows = listRows(connection, { from, to }).filter(({ layout }) => isSame(groups.get(layout), newest))
    const read = connection.prepare('SELECT substr(numbers, ?, 4) FROM telemetry WHERE step = ?').pluck()
    const measured = rows.map(({ step, layout }) => {
      const offset = groups.get(layout)?.offset ?? 0
      return { step, value: floatsOf(read.get(4 * (offset + index) + 1, step))[0] ?? NaN }
    })
    return { names: newest.of, line: { of, ...stretches(measured, columns) } }
  })
}

/** The lines of several runs, and the names that any of them has, in the order of the first that has them. */
export function linesOf(
  read: readonly {
    readonly run: string
    readonly quantity: TelemetryQuantity
    readonly found: ReturnType<typeof readTelemetryLine>
  }[],
): TelemetryLines {
  return {
    names: [...new Set(read.flatMap(({ found }) => found?.names ?? []))],
    lines: read.flatMap(({ run, quantity, found }) => (found?.line ? [{ run, quantity, ...found.line }] : [])),
  }
}

/** The name that a choice comes to: a layer stands for its block where blocks are measured, and a block for its last layer. */
export function layerIn(names: readonly string[], which: WhichLayer): string | undefined {
  if (which.kind === 'first') return names[0]
  if (which.kind === 'last') return names.at(-1)
  const { name } = which
  return (
    names.find((one) => one === name) ??
    names.find((one) => name.startsWith(`${one}.`)) ??
    names.findLast((one) => one.startsWith(`${name}.`))
  )
}

interface Measured {
  readonly step: number
  readonly value: number
}

/** Smallest, mean and largest of every so many that follow each other, a power of two; what is not finite is an entry of its own. */
function stretches(measured: readonly Measured[], most: number): Omit<TelemetryLine, 'of'> {
  let width = 1
  while (Math.ceil(measured.length / width) > most) width *= 2
  const entries: [step: number, low: number, mean: number, high: number][] = []
  for (let first = 0; first < measured.length; first += width) {
    const all = measured.slice(first, first + width)
    const finite = all.filter(({ value }) => Number.isFinite(value))
    const last = finite.at(-1)
    const sum = finite.reduce((total, { value }) => total + value, 0)
    const [low, high] = [Math.min(...finite.map(({ value }) => value)), Math.max(...finite.map(({ value }) => value))]
    const odd = all.findLast(({ value }) => !Number.isFinite(value))
    const both: (typeof entries)[number][] = []
    if (last) both.push([last.step, low, sum / finite.length, high])
    if (odd) both.push([odd.step, odd.value, odd.value, odd.value])
    entries.push(...both.sort(([one], [other]) => one - other))
  }
  const column = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(entries, (entry) => entry[at])
  return { steps: column(0), low: column(1), mean: column(2), high: column(3), width, measured: measured.length }
}
