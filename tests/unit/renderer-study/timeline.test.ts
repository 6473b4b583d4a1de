/** The runs of a study on a ruler of hours. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foreseenRuns, hourTicksOf, plannedWords, timedRuns } from '../../../renderer/views/study/timeline.ts'

const hour = 3_600_000

test('foreseen runs stand where they begin and end; those whose time is not known are left out', () => {
  const run = { variant: 'plain-20', seed: 1, there: false }
  expect(
    foreseenRuns([
      { ...run, startMs: 0, endMs: 2 * hour },
      { ...run, seed: 2, there: true, startMs: hour, endMs: 2 * hour },
      { ...run, seed: 3, startMs: null, endMs: null },
    ]).map(plannedWords),
  ).toEqual(['plain-20, seed 1: waits, ends after about 2 h 00 min', 'plain-20, seed 2: there already'])
})

test('what was trained before the study was made was there already', () => {
  const runs = timedRuns(
    [
      { variant: 'A', seed: 1, kind: 'ended', startAt: 10, endAt: 20 },
      { variant: 'A', seed: 2, kind: 'training', startAt: 150, endAt: 400 },
    ],
    100,
  )
  expect(runs.map(({ kind, from, to }) => [kind, from, to])).toEqual([
    ['there', 0, 0],
    ['training', 50, 300],
  ])
})

test('ticks are whole minutes, hours or days', () => {
  expect(hourTicksOf(4 * hour, 5).map(({ text }) => text)).toEqual(['0', '1 h', '2 h', '3 h', '4 h'])
  expect(hourTicksOf(72 * hour, 4).map(({ text }) => text)).toEqual(['0', '1 d', '2 d', '3 d'])
})

test('ticks of any span are evenly apart, within it, and no more than asked for', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), fc.integer({ min: 2, max: 12 }), (span, most) => {
      const ticks = hourTicksOf(span, most).map(({ ms }) => ms)
      expect(ticks[0]).toBe(0)
      expect(ticks.length).toBeLessThanOrEqual(most + 1)
      expect(ticks.at(-1)).toBeLessThanOrEqual(span)
      const step = ticks[1] ?? 0
      ticks.forEach((tick, at) => expect(tick).toBeCloseTo(at * step))
    }),
  )
})
