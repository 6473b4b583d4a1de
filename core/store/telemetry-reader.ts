/** Reading what was measured inside a run's network, while its trainer writes. The file is open only while it is read. */
import { join } from 'node:path'
import type { Histogram, TelemetryQuantity, TelemetryView } from '../graph/telemetry.ts'
import { isUnreadable, openForReading, runDatabase, type Connection } from './database.ts'
import { metricsFile } from './run-folder.ts'
import { readLayout, type LayoutGroup } from './telemetry-layouts.ts'

export interface TelemetryQuery {
  readonly quantity: TelemetryQuantity
  /** Most steps to give. */
  readonly columns: number
  /** First and last step wanted; null is as far as there is. */
  readonly from: number | null
  readonly to: number | null
  /** Only these layers or blocks; null is all. */
  readonly of: readonly string[] | null
  /** Only what lies this deep; null is all. */
  readonly depth: { readonly from: number; readonly to: number } | null
}

/** Differs whenever something was added to a run's telemetry or histograms, or replaced. */
export function telemetryStamp(runFolder: string): string {
  return (
    reading(runFolder, (connection) => {
      const rows = connection.prepare('SELECT count(*), max(step), max(attempt) FROM telemetry').raw().get()
      const measured = connection.prepare('SELECT max(step), max(attempt) FROM histograms').raw().get()
      return JSON.stringify([rows, measured])
    }) ?? ''
  )
}

/** Null where nothing was measured of the quantity, or where the file cannot be read. */
export function readTelemetry(runFolder: string, query: TelemetryQuery): TelemetryView | null {
  return reading(runFolder, (connection) => {
    const groups = groupsOf(connection, query.quantity)
    const newest = [...groups.values()].at(-1)
    if (newest === undefined) return null
    const kept = newest.of.flatMap((name, index) => (isWanted(query, name, newest.depths[index] ?? 0) ? [index] : []))
    const rows = listRows(connection, query).filter(({ layout }) => isSame(groups.get(layout), newest))
    const shown = thin(rows, query.columns)
    const read = connection.prepare('SELECT substr(numbers, ?, ?) FROM telemetry WHERE step = ?').pluck()
    const values = new Float32Array(shown.length * kept.length)
    shown.forEach(({ step, layout }, row) => {
      const offset = groups.get(layout)?.offset ?? 0
      const numbers = floatsOf(read.get(4 * offset + 1, 4 * newest.of.length, step))
      kept.forEach((index, column) => (values[row * kept.length + column] = numbers[index] ?? NaN))
    })
    return {
      quantity: query.quantity,
      of: kept.map((index) => newest.of[index] ?? ''),
      depths: Float64Array.from(kept, (index) => newest.depths[index] ?? NaN),
      steps: Float64Array.from(shown, ({ step }) => step),
      values,
      measured: rows.length,
    }
  })
}

/** Those of the newest step that histograms were measured at, from the input on. */
export function readHistograms(runFolder: string, tensor: Histogram['tensor']): Histogram[] {
  const rows = reading(runFolder, (connection) =>
    connection
      .prepare<[string, string], HistogramRow>(
        `SELECT of, step, low, high, counts FROM histograms
         WHERE tensor = ? AND step = (SELECT max(step) FROM histograms WHERE tensor = ?) ORDER BY position`,
      )
      .all(tensor, tensor),
  )
  return (rows ?? []).map(({ of, step, low, high, counts }) => ({
    of,
    tensor,
    step,
    low: low ?? NaN,
    high: high ?? NaN,
    counts: Float64Array.from(new Uint32Array(copyOf(counts))),
  }))
}

interface HistogramRow {
  of: string
  step: number
  low: number | null
  high: number | null
  counts: Buffer
}

/** Null where nothing was measured inside the run, or where its file cannot be read. */
export function reading<T>(runFolder: string, read: (connection: Connection) => T): T | null {
  let connection: Connection | null = null
  try {
    connection = openForReading(join(runFolder, metricsFile), runDatabase)?.connection ?? null
    // A run of an older Stagecraft has no such tables.
    if (connection === null || !hasTelemetry(connection)) return null
    return connection.transaction(read)(connection)
  } catch (thrown) {
    // What is the matter with the file is told where the run's other metrics are read.
    if (isUnreadable(thrown)) return null
    throw thrown
  } finally {
    connection?.close()
  }
}

function hasTelemetry(connection: Connection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'histograms'").get() !== undefined
}

/** Where the quantity stands in each layout, oldest layout first. */
export function groupsOf(connection: Connection, quantity: TelemetryQuantity): Map<number, LayoutGroup> {
  const layouts = connection.prepare<[], { layout: number; groups: string }>(
    'SELECT layout, groups FROM telemetry_layouts ORDER BY layout',
  )
  return new Map(
    layouts.all().flatMap(({ layout, groups }) => {
      const group = readLayout(groups).find((one) => one.quantity === quantity)
      return group === undefined ? [] : [[layout, group] as const]
    }),
  )
}

export const isSame = (a: LayoutGroup | undefined, b: LayoutGroup): boolean => a !== undefined && a.of.join() === b.of.join()

export interface Row {
  readonly step: number
  readonly layout: number
}

/** What was measured from one step to another, rising by steps. */
export function listRows(connection: Connection, { from, to }: Pick<TelemetryQuery, 'from' | 'to'>): Row[] {
  return connection
    .prepare<[number, number], Row>('SELECT step, layout FROM telemetry WHERE step BETWEEN ? AND ? ORDER BY step')
    .all(from ?? 0, to ?? Number.MAX_SAFE_INTEGER)
}

/** Every second one, or every fourth and so on, with the first and the last: those shown stay as more come in. */
function thin(rows: readonly Row[], most: number): Row[] {
  let every = 1
  while (Math.ceil((rows.length - 1) / every) + 1 > most) every *= 2
  return rows.filter((_, index) => index % every === 0 || index === rows.length - 1)
}

function isWanted({ of, depth }: TelemetryQuery, name: string, at: number): boolean {
  return (of === null || of.includes(name)) && (depth === null || (at >= depth.from && at <= depth.to))
}

export function floatsOf(blob: unknown): Float32Array {
  return blob instanceof Uint8Array ? new Float32Array(copyOf(blob)) : new Float32Array()
}

/** Bytes as a buffer of their own, at a place where wider numbers may begin. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
