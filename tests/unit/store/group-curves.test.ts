/** The mean of several runs' curves: the plain definition at each stretch of steps, broken where runs end, and of no other group. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnSource } from '../../../core/store/curves/column-source.ts'
import { drawnCurve } from '../../../core/store/curves/drawn-curve.ts'
import { groupedCurves, type GroupedCurve, type GroupQuery } from '../../../core/store/curves/grouped-curves.ts'
import type { LibraryRuns } from '../../../core/store/library-runs.ts'

/** Values at steps 1, 2, 3… of each run. */
type Runs = Readonly<Record<string, readonly number[]>>

const libraryOf = (runs: Runs): Pick<LibraryRuns, 'curves'> => ({
  curves: ({ runs: ids, series, ...query }) =>
    ids.flatMap((run) => {
      const values = Float64Array.from(runs[run] ?? [])
      const steps = values.map((_, index) => index + 1)
      return series.map((name) => ({
        run,
        series: name,
        ...drawnCurve(columnSource(steps, steps, values), query, [], false),
      }))
    }),
})

const query: Omit<GroupQuery, 'groups'> = {
  series: ['trainError'],
  buckets: 1000,
  smoothing: 0,
  x: 'step',
  log: false,
  from: null,
  to: null,
  spread: 'range',
}

function grouped(runs: Runs, changes: Partial<GroupQuery> = {}): GroupedCurve[] {
  return groupedCurves(libraryOf(runs), { ...query, groups: [{ key: 'all', runs: Object.keys(runs) }], ...changes })
}
function rows(curve: GroupedCurve | undefined): number[][] {
  if (!curve) throw new Error('no curve')
  return Array.from(curve.steps, (step, at) => [
    step,
    ...[curve.mean, curve.low, curve.high, curve.n].map((column) => column[at] ?? NaN),
  ])
}

test('has mean, band and number of runs at each step, and is broken where one ends', () => {
  const [curve] = grouped({ a: [1, 2, 3, 4], b: [3, 6, 5] })
  expect(rows(curve)).toEqual([
    [1, 2, 1, 3, 2],
    [2, 4, 2, 6, 2],
    [3, 4, 3, 5, 2],
    [3, NaN, NaN, NaN, 1],
    [4, 4, NaN, NaN, 1],
  ])
})

test('a run that diverged counts up to there, and for nothing after', () => {
  const [curve] = grouped({ a: [1, 1, 1], b: [3, NaN, NaN] })
  expect(rows(curve)).toEqual([
    [1, 2, 1, 3, 2],
    [1, NaN, NaN, NaN, 1],
    [2, 1, NaN, NaN, 1],
    [3, 1, NaN, NaN, 1],
  ])
})

const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 300 })

test('runs of any length are cut at the same steps, and each counts once a stretch, as the mean of its steps there', () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), fc.integer({ min: 2, max: 60 }), (all, buckets) => {
      const [curve] = grouped(Object.fromEntries(all.entries()), { buckets })
      if (!curve) throw new Error('no curve')
      const { width } = curve
      for (const [step, mean, low, high, n] of rows(curve)) {
        if (step === undefined || mean === undefined || Number.isNaN(mean)) continue
        const stretch = Math.floor(step / width)
        const means = all.flatMap((run) => {
          const inside = run.filter((_, index) => Math.floor((index + 1) / width) === stretch)
          return inside.length === 0 ? [] : [inside.reduce((sum, value) => sum + value, 0) / inside.length]
        })
        expect(n).toBe(means.length)
        expect(mean).toBeCloseTo(means.reduce((sum, value) => sum + value, 0) / means.length, 9)
        if (means.length > 1) {
          expect(low).toBeCloseTo(Math.min(...means), 9)
          expect(high).toBeCloseTo(Math.max(...means), 9)
        }
      }
    }),
  )
})

test('along a logarithmic axis the first steps stand one each, and all runs are cut at the same steps', () => {
  const lengths = { a: 5000, b: 4000, c: 37 }
  const runs = Object.fromEntries(
    Object.entries(lengths).map(([run, length]) => [run, Array.from({ length }, (_, index) => index + 1)]),
  )
  const [curve] = grouped(runs, { log: true, buckets: 400 })
  const whole = rows(curve).filter(([, mean]) => !Number.isNaN(mean))
  expect(whole.slice(0, 20).map(([step, mean, , , n]) => [step, mean, n])).toEqual(
    Array.from({ length: 20 }, (_, index) => [index + 1, index + 1, 3]),
  )
  expect(whole.map(([step]) => step)).toEqual(whole.map(([step]) => step ?? 0).sort((one, other) => one - other))
  expect(whole.at(-1)?.at(4)).toBe(1)
  expect(whole.length).toBeLessThan(500)
  // In sight from a later step on, the same entries as before.
  const [later] = grouped(runs, { log: true, buckets: 400, from: 600, to: 5000 })
  expect(later?.steps.at(-1)).toBe(5000)
  expect(later?.steps[0]).toBeLessThan(700)
})

test('hiding runs of one group changes nothing of another', () => {
  fc.assert(
    fc.property(values, values, values, fc.subarray(['c', 'd']), (a, b, c, shown) => {
      const runs = { a, b, c, d: c }
      const groups = (other: string[]): GroupQuery['groups'] => [
        { key: 'other', runs: other },
        { key: 'this', runs: ['a', 'b'] },
      ]
      const curveOf = (other: string[]): GroupedCurve | undefined =>
        grouped(runs, { groups: groups(other), buckets: 40 }).find(({ group }) => group === 'this')
      expect(curveOf(shown)).toEqual(curveOf(['c', 'd']))
    }),
  )
})

test('by time each step stands at the mean of where its runs had done it, and is of all of them', () => {
  const runs: Record<string, readonly number[]> = { slow: [1, 2, 3, 4], quick: [3, 4, 5, 6] }
  const msOf: Readonly<Record<string, number>> = { slow: 30, quick: 10 }
  const library: Pick<LibraryRuns, 'curves'> = {
    curves: ({ runs: ids, series, ...asked }) =>
      ids.flatMap((run) => {
        const values = Float64Array.from(runs[run] ?? [])
        const steps = values.map((_, index) => index + 1)
        const times = steps.map((step) => 1000 + step * (msOf[run] ?? 0))
        const attempts = [{ startedAt: 1000, lastTime: null }]
        return series.map((name) => ({
          run,
          series: name,
          ...drawnCurve(columnSource(steps, times, values), asked, attempts, false),
        }))
      }),
  }
  const [curve] = groupedCurves(library, {
    ...query,
    x: 'active',
    from: 0,
    to: 65,
    groups: [{ key: 'all', runs: ['slow', 'quick'] }],
  })
  expect([...(curve?.x ?? [])]).toEqual([20, 40, 60, 80])
  expect([...(curve?.mean ?? [])]).toEqual([2, 3, 4, 5])
  expect([...(curve?.n ?? [])]).toEqual([2, 2, 2, 2])
})
