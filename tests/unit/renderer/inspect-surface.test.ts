/** The loss surface as the window draws it: what lies between measured points, and lines of equal values. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heatScale } from '../../../renderer/components/charts/heat-scale.ts'
import { mapLayout, mapSide } from '../../../renderer/views/inspect/surface/map-layout.ts'
import { contourPath, levelsOf, refined, stretchesOf, type Field } from '../../../renderer/views/inspect/surface/surface-map.ts'
import { sharedScale } from '../../../renderer/views/inspect/surface/surface-figures.ts'

const positions = [-1, -0.5, 0, 0.5, 1]
const fieldOf = (height: (x: number, y: number) => number): Field => ({
  positions,
  rows: positions.map((y) => positions.map((x) => height(x, y))),
})
const linear = { log: false, low: 0, high: 7, below: false, above: false, notFinite: false }

describe('a map of measured points', () => {
  test('has every pixel once, low values at the bottom where the second axis begins', () => {
    const stretches = stretchesOf(
      fieldOf((_, y) => 3.5 + 3.5 * y),
      linear,
      14,
    )
    expect(stretches.map(({ row }) => row)).toEqual([...Array(14).keys()])
    expect(stretches[0]).toEqual({ row: 0, from: 0, to: 14, strength: 6 })
    expect(stretches.at(-1)?.strength).toBe(0)
  })

  test('shows what is not finite, and draws no line beside it', () => {
    const field = fieldOf((x, y) => (x === -1 && y === -1 ? NaN : x))
    const [last] = stretchesOf(field, linear, 10).slice(-2)
    expect(last?.strength).toBe(-1)
    const whole = contourPath(
      fieldOf((x) => x),
      -0.75,
      false,
      100,
    )
    expect(whole.match(/M/g)).toHaveLength(4)
    expect(contourPath(field, -0.75, false, 100).match(/M/g)).toHaveLength(3)
  })

  test('has its lines where a plane has the value, whatever its slope', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.1, max: 2, noNaN: true }), (a, b) => {
        const path = contourPath(
          fieldOf((x, y) => a * x + b * y),
          0.3,
          false,
          200,
        )
        for (const [, px = '', py = ''] of path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)) {
          const [x, y] = [Number(px) / 100 - 1, 1 - Number(py) / 100]
          expect(Math.abs(a * x + b * y - 0.3)).toBeLessThan(0.005)
        }
      }),
    )
  })
})

test('between the points there is what lies between their values, and at them their values', () => {
  const field = fieldOf((x, y) => 2 * x + y)
  const { positions: places, rows } = refined(field, false)
  expect(places.length).toBeGreaterThan(60)
  places.forEach((y, row) => places.forEach((x, column) => expect(rows[row]?.[column]).toBeCloseTo(2 * x + y, 10)))
})

test('lines of equal values stand where one strength ends and the next begins', () => {
  expect(levelsOf(linear)).toEqual([1, 2, 3, 4, 5, 6])
  expect(levelsOf({ ...linear, log: true, low: 1, high: 128 }).map(Math.round)).toEqual([2, 4, 8, 16, 32, 64])
})

test('maps of several networks have one scale, by ratios where the loss grows many times', () => {
  const low = fieldOf((x, y) => 1 + x * x + y * y)
  expect(sharedScale([low])).toMatchObject({ log: false, low: 1, high: 3 })
  expect(sharedScale([low, fieldOf((x) => 40 + x)])).toMatchObject({ log: true, low: 1, high: 41 })
  expect(sharedScale([low, fieldOf(() => 0)])).toMatchObject({ log: false })
  expect(sharedScale([fieldOf(() => NaN)])).toBeNull()
  expect(heatScale(Float32Array.of(1, 1), false)).toMatchObject({ low: 1, high: 1 })
})

test('maps stand beside each other as far as the width goes, and then below', () => {
  const wide = mapLayout(3, 1000)
  expect(new Set(wide.places.map(({ top }) => top)).size).toBe(1)
  const narrow = mapLayout(3, 300)
  expect(new Set(narrow.places.map(({ left }) => left)).size).toBe(1)
  for (const { places, bar, height } of [wide, narrow]) {
    expect(Math.max(...places.map(({ top }) => top + mapSide))).toBeLessThan(height)
    expect(bar.left).toBeGreaterThan(Math.max(...places.map(({ left }) => left + mapSide)) - 1)
  }
})
