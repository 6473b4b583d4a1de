/** What a sweep draws from: choices and ranges, as places on a line. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gridValues, unitOf, valueAt, type Axis } from '../../../core/sweep/axis.ts'
import { gridPoint, gridSize, type Space } from '../../../core/sweep/grid.ts'
import { randomPoint } from '../../../core/sweep/draw.ts'

const range = (from: number, to: number, more: Partial<Extract<Axis, { kind: 'number' }>> = {}): Axis => ({
  kind: 'number',
  from,
  to,
  log: false,
  points: 3,
  whole: false,
  ...more,
})
const axes = fc.oneof(
  fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 9 })
    .map((values): Axis => ({ kind: 'choice', values })),
  fc
    .record({
      from: fc.integer({ min: 1, max: 500 }),
      over: fc.integer({ min: 1, max: 5000 }),
      log: fc.boolean(),
      whole: fc.boolean(),
    })
    .map(({ from, over, log, whole }) => range(from, from + over, { log, whole })),
)

test('whatever is drawn is of its axis, whole where the field is, and lies where it was drawn', () => {
  fc.assert(
    fc.property(axes, fc.double({ min: 0, max: 1, noNaN: true }), (axis, unit) => {
      const value = valueAt(axis, unit)
      const back = unitOf(axis, value)
      expect(back).not.toBeNull()
      if (axis.kind === 'choice') expect(axis.values).toContain(value)
      else {
        expect(value).toBeGreaterThanOrEqual(axis.from)
        expect(value).toBeLessThanOrEqual(axis.to)
        if (axis.whole) expect(Number.isInteger(value)).toBe(true)
      }
      expect(valueAt(axis, back ?? -1)).toBe(value)
    }),
  )
})

test('a logarithmic range gives each decade as much', () => {
  const axis = range(0.001, 1, { log: true })
  expect([0, 1 / 3, 2 / 3, 1].map((unit) => valueAt(axis, unit))).toEqual([0.001, 0.01, 0.1, 1])
  expect(gridValues({ ...axis, points: 4 } as Axis)).toEqual([0.001, 0.01, 0.1, 1])
})

test('whole numbers are drawn alike, the first and the last too', () => {
  const axis = range(1, 4, { whole: true })
  const drawn = Array.from({ length: 4000 }, (_, index) => valueAt(axis, (index + 0.5) / 4000))
  for (const value of [1, 2, 3, 4]) expect(drawn.filter((one) => one === value)).toHaveLength(1000)
})

test('a grid has each combination once, the last field changing fastest', () => {
  const space: Space = new Map([
    ['batch', { kind: 'choice', values: [32, 64] }],
    ['n', range(3, 5, { whole: true })],
  ])
  expect(gridSize(space)).toBe(6)
  expect([1, 2, 3, 4, 5, 6].map((number) => gridPoint(space, number))).toEqual(
    [32, 64].flatMap((batch) => [3, 4, 5].map((n) => ({ batch, n }))),
  )
  expect(gridPoint(space, 7)).toBeNull()
})

test('a random trial follows from seed and number alone, and many of them cover the range', () => {
  const space: Space = new Map([['lr', range(0, 1)]])
  const drawn = Array.from({ length: 400 }, (_, index) => Number(randomPoint(space, 7, index + 1)['lr']))
  expect(randomPoint(space, 7, 3)).toEqual({ lr: drawn[2] })
  expect(randomPoint(space, 8, 3)).not.toEqual({ lr: drawn[2] })
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const inTenth = drawn.filter((value) => Math.floor(value * 10) === tenth).length
    // 40 are expected; five standard deviations.
    expect(Math.abs(inTenth - 40)).toBeLessThan(30)
  }
})
