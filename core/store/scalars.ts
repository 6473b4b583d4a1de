/** The figures of a run that was trained elsewhere: `scalars.db` in its folder. Each has steps of its own, and none is invented between them. */
import { join } from 'node:path'
import { drawnCurve, noCurve, type CurveQuery, type DrawnCurve } from './curves/drawn-curve.ts'
import { keepScalarCurves, scalarSource, scalarValues } from './curves/scalar-curves.ts'
import type { Measured } from './curves/step-values.ts'
import { isUnreadable, openForReading, openForWriting, scalarsDatabase, type Connection } from './database.ts'
import { elsewhereSeries, type ElsewhereSeries } from './elsewhere.ts'
import { foldLog } from './fold-in.ts'
import { toColumns } from './not-finite.ts'

export const scalarsFile = 'scalars.db'

export interface Scalar {
  readonly series: ElsewhereSeries
  readonly step: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly value: number
}

export interface ScalarsWriter {
  /** Of several values of a figure at one step the last counts. */
  write(scalars: readonly Scalar[]): void
  /** Once they are all there: what their curves are read from. */
  keepCurves(): void
  close(): void
}

export function openScalarsWriter(runFolder: string): ScalarsWriter {
  const database = openForWriting(join(runFolder, scalarsFile), scalarsDatabase)
  const insert = database.prepare('INSERT OR REPLACE INTO scalars (series, step, time, value, kind) VALUES (?, ?, ?, ?, ?)')
  const all = database.transaction((scalars: readonly Scalar[]) => {
    for (const { series, step, time, value } of scalars) insert.run(series, step, time, ...toColumns(value))
  })
  return {
    write: (scalars) => all.immediate(scalars),
    keepCurves: () => keepScalarCurves(database),
    close() {
      foldLog(database)
      database.close()
    },
  }
}

/** A figure at its last steps, oldest first, at its least, and how far it goes. */
export interface ScalarFacts {
  readonly recent: Float64Array
  readonly least: { readonly step: number; readonly value: number } | null
}

export interface Scalars {
  /** Why they cannot be read, as the end of a sentence; null where they can. */
  readonly damage: string | null
  /** Those that it has a value of. */
  series(): ElsewhereSeries[]
  facts(series: ElsewhereSeries): ScalarFacts
  curve(series: ElsewhereSeries, query: CurveQuery): DrawnCurve
  /** First and last step and time of all figures; null where there is none. */
  readonly range: { readonly step: number; readonly from: number; readonly to: number } | null
  /** Its value at a step; null where it has none there, or none that is finite. */
  at(series: ElsewhereSeries, step: number): number | null
  /** All values of a figure, by rising steps. */
  values(series: ElsewhereSeries): Measured[]
  close(): void
}

/** So many last values are what a figure says. */
export const recentScalars = 50

/** An evaluation and a learning rate hold until the next one; a loss of training is a mean of what a pixel covers. */
const averaged: ReadonlySet<ElsewhereSeries> = new Set(['trainLoss', 'trainError', 'stepMs'])

export function openScalars(runFolder: string): Scalars {
  let connection: Connection | null = null
  let damage: string | null = null
  try {
    connection = openForReading(join(runFolder, scalarsFile), scalarsDatabase)?.connection ?? null
    if (connection === null) damage = 'it is not there'
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown
    damage = thrown instanceof Error ? thrown.message : String(thrown)
  }
  const reading = <T>(none: T, read: (database: Connection) => T): T => {
    if (connection === null || damage !== null) return none
    try {
      return read(connection)
    } catch (thrown) {
      if (!isUnreadable(thrown)) throw thrown
      damage = thrown instanceof Error ? thrown.message : String(thrown)
      return none
    }
  }
  const range = reading(null, (database) => {
    const row = database
      .prepare<[], [number | null, number, number]>('SELECT max(step), min(time), max(time) FROM scalars')
      .raw()
      .get()
    return row === undefined || row[0] === null ? null : { step: row[0], from: row[1], to: row[2] }
  })
  /** As if one trainer had been at work from the first figure to the last: whether it paused is not known. */
  const worked = range === null ? [] : [{ startedAt: range.from, lastTime: range.to }]

  return {
    get damage() {
      return damage
    },
    range,
    series: () =>
      reading<ElsewhereSeries[]>([], (database) => {
        const named = new Set(database.prepare<[], string>('SELECT DISTINCT series FROM scalars').pluck().all())
        return elsewhereSeries.filter((one) => named.has(one))
      }),
    facts: (series) =>
      reading({ recent: new Float64Array(), least: null }, (database) => {
        const source = scalarValues(database, series)
        const least = database
          .prepare<[string], { step: number; value: number }>(
            'SELECT step, value FROM scalars WHERE series = ? AND kind = 0 ORDER BY value, step LIMIT 1',
          )
          .get(series)
        return { recent: Float64Array.from(source.valuesBefore(Infinity, recentScalars)), least: least ?? null }
      }),
    curve: (series, query) =>
      reading(noCurve, (database) => {
        const source = scalarSource(database, series, query.smoothing)
        return drawnCurve(source, query, worked, !averaged.has(series))
      }),
    at: (series, step) =>
      reading(null, (database) => {
        const [found] = scalarValues(database, series).values(step, step)
        const value = found?.[2] ?? null
        return value !== null && Number.isFinite(value) ? value : null
      }),
    values: (series) => reading<Measured[]>([], (database) => scalarValues(database, series).values(0, Number.MAX_SAFE_INTEGER)),
    close() {
      connection?.close()
      connection = null
    },
  }
}
