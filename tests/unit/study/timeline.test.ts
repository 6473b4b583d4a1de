/** When the runs of a plan begin and end. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timelineOf } from '../../../core/plan/timeline.ts'

const span = (start: number, end: number) => ({ start, end })

test('one after the other; what is there already takes no time', () => {
  expect(timelineOf([10, 0, 5], 1)).toEqual([span(0, 10), span(10, 10), span(10, 15)])
  expect(timelineOf([], 1)).toEqual([])
})

test('several at once begin as soon as one ends; those that train now come first', () => {
  expect(timelineOf([10, 4, 5, 1], 2)).toEqual([span(0, 10), span(0, 4), span(4, 9), span(9, 10)])
  expect(timelineOf([10], 1, [7])).toEqual([span(7, 17)])
})

test('after one whose time is not known nothing is known', () => {
  expect(timelineOf([3, null, 5], 1)).toEqual([span(0, 3), null, null])
})

test('never more at once than may be, in their order, and none longer than it takes', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 })
  fc.assert(
    fc.property(durations, fc.integer({ min: 1, max: 4 }), (all, atOnce) => {
      const spans = timelineOf(all, atOnce).map((one) => one ?? span(NaN, NaN))
      spans.forEach(({ start, end }, at) => {
        expect(end - start).toBe(all[at])
        expect(start).toBeGreaterThanOrEqual(spans[at - 1]?.start ?? 0)
        expect(spans.filter((other) => other.start <= start && start < other.end).length).toBeLessThanOrEqual(atOnce)
      })
    }),
  )
})
