/** What of a chart is drawn, and that its table says the same. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chartCsv } from '../../../renderer/components/charts/chart-csv.ts'
import type { Line, Panel } from '../../../renderer/components/charts/chart.ts'
import { clippedPath } from '../../../core/drawing/clip.ts'
import { drawnLine } from '../../../renderer/components/charts/drawn.ts'
import { heatScale } from '../../../renderer/components/charts/heat-scale.ts'

const line = (x: number[], y: number[], changes: Partial<Line> = {}): Line => ({
  id: 'a',
  name: 'resnet-20, training',
  how: 'exponential average, weight 0.9',
  x,
  y,
  colour: '--run-1',
  dash: null,
  marker: null,
  weight: 'thin',
  odd: [],
  short: null,
  endLabel: null,
  ...changes,
})
const panel = (changes: Partial<Panel>): Panel => ({
  id: 'error',
  title: 'Error',
  unit: '%',
  weight: 1,
  log: false,
  lines: [],
  points: [],
  fallback: { min: 0, max: 1 },
  formatTick: String,
  formatValue: String,
  valueUnit: '%',
  ...changes,
})

test('the points in sight, and the nearest beyond each edge', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1000), { maxLength: 60 }), fc.nat(1000), fc.nat(1000), (places, a, b) => {
      const x = places.sort((one, other) => one - other)
      const range = { from: Math.min(a, b), to: Math.max(a, b) }
      const drawn = [...drawnLine(line(x, x), range).x]
      const inside = x.filter((at) => at >= range.from && at <= range.to)
      expect(drawn.filter((at) => at >= range.from && at <= range.to)).toEqual(inside)
      expect(drawn.length).toBeLessThanOrEqual(inside.length + 2)
      expect(
        [x.findLast((at) => at < range.from), x.find((at) => at > range.to)].every(
          (at) => at === undefined || drawn.includes(at),
        ),
      ).toBe(true)
    }),
  )
})

test('a pause breaks a line where nothing was at work', () => {
  const paused = line([1, 2, 10, 11], [5, 6, 7, 8], { gaps: [{ from: 2, to: 9 }] })
  const { x, y } = drawnLine(paused, { from: 0, to: 20 })
  expect([...x]).toEqual([1, 2, 2, 10, 11])
  expect([...y]).toEqual([5, 6, NaN, 7, 8])
  // Out of sight it breaks nothing.
  expect([...drawnLine(paused, { from: 10.5, to: 20 }).x]).toEqual([10, 11])
})

test('the table has each point that is drawn, whose it is and how it was made', () => {
  const drawn = line([0, 1, 2, 3, 4, 5], [9, 8, NaN, 6, 5, 4], { band: { low: [8, 7, 6, 5, 4, 3], high: [10, 9, 8, 7, 6, 5] } })
  const rows = chartCsv({ panels: [panel({ lines: [drawn] })], range: { from: 1.5, to: 3 }, xTitle: 'step' })
    .trim()
    .split('\r\n')
  expect(rows).toEqual([
    'chart,unit,line,drawn,step,value,low,high',
    'Error,%,"resnet-20, training","exponential average, weight 0.9",1,8,7,9',
    'Error,%,"resnet-20, training","exponential average, weight 0.9",2,,6,8',
    'Error,%,"resnet-20, training","exponential average, weight 0.9",3,6,5,7',
    'Error,%,"resnet-20, training","exponential average, weight 0.9",4,5,4,6',
  ])
})

test('of a heat map a row is a layer at a measured step', () => {
  const values = Float32Array.of(1, 2, 3, 4)
  const scale = heatScale(values, false)
  if (!scale) throw new Error('no scale')
  const heat = { edges: [0, 10, 20], of: ['stem', 'head'], values, scale }
  const text = chartCsv({
    panels: [panel({ title: 'Weight norm', valueUnit: '', heat })],
    range: { from: 12, to: 20 },
    xTitle: 'step',
  })
  expect(text.trim().split('\r\n').slice(1)).toEqual([
    'Weight norm,,stem,as measured,10,3,,',
    'Weight norm,,head,as measured,10,4,,',
  ])
})

test('a picture’s lines keep within the plot, whole where they lie in it', () => {
  const box = { left: 0, top: 0, right: 10, bottom: 10 }
  expect(
    clippedPath(
      [
        [1, 1],
        [5, 5],
        [9, 1],
      ],
      box,
    ),
  ).toBe('M1 1L5 5L9 1')
  expect(
    clippedPath(
      [
        [1, 5],
        [5, 25],
        [9, 5],
      ],
      box,
    ),
  ).toBe('M1 5L2 10M8 10L9 5')
  expect(
    clippedPath(
      [
        [1, 1],
        [2, NaN],
        [3, 3],
        [4, 4],
      ],
      box,
    ),
  ).toBe('M3 3L4 4')
  const point = fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true }))
  fc.assert(
    fc.property(fc.array(point, { maxLength: 20 }), (points) => {
      for (const number of clippedPath(points, box).match(/-?[\d.]+(e-?\d+)?/g) ?? []) {
        expect(Number(number)).toBeGreaterThanOrEqual(-0.01)
        expect(Number(number)).toBeLessThanOrEqual(10.01)
      }
    }),
  )
})
