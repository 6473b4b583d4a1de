/** The ruler of hours. */
import { expect, test } from 'vitest'
import { alongHours, hourTicks } from '../../../renderer/views/study/hours.ts'

test('each tick stands after the one before it, from one end to the other', () => {
  const places = hourTicks.map(({ ms }) => alongHours(ms))
  expect(places).toEqual([...places].sort((one, other) => one - other))
  expect([places[0], places.at(-1)]).toEqual([0, 1])
})

test('what lasts shorter than the first tick, or longer than the last, stands at that end', () => {
  expect([alongHours(0), alongHours(1e15)]).toEqual([0, 1])
})

test('equal factors are equal ways', () => {
  const way = (ms: number): number => alongHours(10 * ms) - alongHours(ms)
  expect(way(120_000)).toBeCloseTo(way(3_600_000))
})
