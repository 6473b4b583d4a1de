/** The line under a pointer, as it is drawn. */
import { expect, test } from 'vitest'
import { layOut, xPixel, yPixel } from '../../../renderer/components/charts/chart-layout.ts'
import type { Line, Panel } from '../../../renderer/components/charts/chart.ts'
import { lineAt } from '../../../renderer/components/charts/nearest-line.ts'

const line = (id: string, y: number[]): Line => ({
  id,
  name: id,
  how: 'each step',
  x: [0, 10, 20],
  y,
  colour: '--run-1',
  dash: null,
  marker: null,
  weight: 'thin',
  odd: [],
  short: null,
  endLabel: null,
})
const panel: Panel = {
  id: 'error',
  title: 'Error',
  unit: '%',
  weight: 1,
  log: false,
  lines: [line('low', [0, 10, 20]), line('high', [90, 80, 70]), line('broken', [50, NaN, 50])],
  points: [],
  fallback: { min: 0, max: 100 },
  formatTick: String,
  formatValue: String,
  valueUnit: '%',
}
const layout = layOut([panel], { from: 0, to: 20 }, 600, 400, { left: 40, right: 40 })
const [plot] = layout.plots
const at = (x: number, y: number): string | null => (plot ? lineAt(layout, xPixel(layout, x), yPixel(plot, y)) : null)

test('is the nearest that passes within reach, between its points too', () => {
  expect(at(5, 5)).toBe('low')
  expect(at(15, 76)).toBe('high')
  expect(at(0, 0)).toBe('low')
  expect(at(20, 70)).toBe('high')
})

test('is none where no line is near, where it is broken, and beyond the plot', () => {
  expect(at(5, 40)).toBeNull()
  expect(at(5, 50)).toBeNull()
  expect(lineAt(layout, 2, 200)).toBeNull()
  expect(lineAt(layout, 100, 399)).toBeNull()
})
