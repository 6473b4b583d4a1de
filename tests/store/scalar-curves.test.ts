/** The curves of a run that was trained elsewhere: read from a pyramid that is written once, and equal to what its values alone come to. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openScalars, openScalarsWriter, scalarsFile, type Scalar } from '../../core/store/scalars.ts'
import type { CurveQuery } from '../../core/store/curves/drawn-curve.ts'
import { temporaryFolder } from './support/samples.ts'

const whole: CurveQuery = { buckets: 400, smoothing: 0, x: 'step', log: false, from: null, to: null }

/** Multiples of 1/1024, whose sums are exact however they are grouped. Sparse and dense stretches, a spike, what is not finite, a value that came twice. */
function values(): Scalar[] {
  const steps = [...Array.from({ length: 30_000 }, (_, at) => at), ...Array.from({ length: 2_000 }, (_, at) => 50_000 + 390 * at)]
  const all = steps.map((step): Scalar => {
    const value =
      step === 12_345
        ? 99
        : step === 20_000
          ? NaN
          : step === 50_390
            ? Infinity
            : Math.round(1024 * (Math.sin(step / 500) + 2)) / 1024
    return { series: 'trainLoss', step, time: 1e12 + step * 10, value }
  })
  const evaluations = [100, 200, 300].map((step): Scalar => ({
    series: 'testError',
    step,
    time: 1e12 + step * 10,
    value: 1 / step,
  }))
  return [...all, ...evaluations, { series: 'trainLoss', step: 7, time: 1e12 + 70, value: 5 }]
}

function written(): string {
  const folder = temporaryFolder()
  const writer = openScalarsWriter(folder)
  writer.write(values())
  writer.keepCurves()
  writer.close()
  return folder
}

function changed(folder: string, sql: string): void {
  const database = new Database(join(folder, scalarsFile))
  database.exec(sql)
  database.close()
}

function curves(folder: string, query: CurveQuery) {
  const scalars = openScalars(folder)
  const found = (['trainLoss', 'testError'] as const).map((series) => scalars.curve(series, query))
  scalars.close()
  return found
}

test.each([
  whole,
  { ...whole, smoothing: 0.97 } as const,
  { ...whole, log: true, buckets: 60 },
  { ...whole, from: 12_000, to: 61_000, buckets: 100 },
  { ...whole, x: 'wall', buckets: 120 } as const,
])('are those of the values alone: %o', (query) => {
  const folder = written()
  const [loss, error] = curves(folder, query)
  changed(folder, 'DELETE FROM curve_buckets')
  expect([loss, error]).toEqual(curves(folder, query))
  if (query.from === null) expect(Math.max(...(loss?.high ?? []).filter(Number.isFinite))).toBe(99)
})

test('a look at a long one reads no values but those of its ends', () => {
  const folder = written()
  const before = curves(folder, whole)
  changed(folder, "DELETE FROM scalars WHERE series = 'trainLoss' AND step BETWEEN 1000 AND 700000")
  expect(curves(folder, whole)).toEqual(before)
})

test('of one that was imported before there were pyramids, curves are read from the values', () => {
  const folder = written()
  const before = curves(folder, whole)
  changed(folder, 'DROP TABLE curve_buckets; PRAGMA user_version = 1')
  expect(curves(folder, whole)).toEqual(before)
})

test('a figure has its values, whatever was drawn', () => {
  const scalars = openScalars(written())
  expect(scalars.values('testError').map(([step]) => step)).toEqual([100, 200, 300])
  expect(scalars.at('trainLoss', 7)).toBe(5)
  scalars.close()
})
