/** Values at the cursor, smoothing, colours: shared/mock/language.md, "Charts" and "Tokens". */
import { describe, expect, it } from 'vitest'
import { indexAt, oddIn, readout, valueAt, type Line, type Panel } from '../../../renderer/components/charts/chart.ts'
import { endLabels, layOut, xAtPixel, xPixel } from '../../../renderer/components/charts/chart-layout.ts'
import { markersOf, oddPlaces } from '../../../renderer/components/charts/line-marks.ts'
import { runStroke } from '../../../renderer/components/charts/run-colour.ts'
import { formatAxisValue, formatStepTick } from '../../../renderer/components/charts/ticks.ts'

const line = (short: string, y: number[]): Line => ({
  id: short,
  name: 'resnet-20',
  how: 'each step',
  x: [100, 200, 300],
  y,
  colour: '--run-1',
  dash: null,
  marker: null,
  odd: [],
  weight: short === 'test' ? 'bold' : 'thin',
  short,
  endLabel: short,
})
const panel: Panel = {
  id: 'error',
  title: 'Error',
  unit: '%',
  weight: 1,
  log: false,
  lines: [line('train', [30, 20, 10]), line('test', [33, 22, Number.NaN])],
  points: [],
  fallback: { min: 0, max: 100 },
  formatTick: String,
  formatValue: (value) => (Number.isFinite(value) ? value.toFixed(2) : 'not a number'),
  valueUnit: '%',
}

describe('values at the cursor', () => {
  it('are those last known there', () => {
    expect(indexAt([100, 200, 300], 250)).toBe(1)
    expect(valueAt(line('train', [30, 20, 10]), 250)).toBe(20)
    expect(valueAt(line('train', [30, 20, 10]), 99)).toBeNull()
  })

  it('read as the drawn reference does', () => {
    expect(readout(panel, 200)).toBe('train 20.00, test 22.00 %')
  })

  it('say that a value is not a number', () => {
    expect(readout(panel, null)).toBe('train 10.00, test not a number %')
  })
})

describe('layout', () => {
  const layout = layOut([panel], { from: 0, to: 300 }, 1000, 300, { left: 60, right: 100 })

  it('puts the first and last step at the edges of the plot', () => {
    expect(xPixel(layout, 0)).toBe(60)
    expect(xPixel(layout, 300)).toBe(900)
  })

  it('names a line at its last value that is a number', () => {
    const [plot] = layout.plots
    const labels = plot ? endLabels(layout, plot, null) : []
    expect(labels.find((label) => label.id === 'test')?.x).toBe(xPixel(layout, 200))
    expect(labels.find((label) => label.id === 'train')?.x).toBe(xPixel(layout, 300))
  })

  it('names a line right of the cross at which its run was broken off', () => {
    const [train, test] = panel.lines
    if (!train || !test) throw new Error('no lines')
    const lines = [
      { ...train, broken: { x: 210, text: '' } },
      { ...test, colour: train.colour, dash: train.dash },
    ]
    const [plot] = layOut([{ ...panel, lines }], { from: 0, to: 300 }, 1000, 300, { left: 60, right: 100 }).plots
    const label = plot && endLabels(layout, plot, null).find(({ id }) => id === 'test')
    expect(label?.x).toBe(xPixel(layout, 200))
    expect(label?.textX).toBeGreaterThan(xPixel(layout, 210) + 8)
  })

  it('names no more lines than there is room for, the highest and the lowest among them, and none outside the plot', () => {
    const [train] = panel.lines
    if (!train) throw new Error('no line')
    const lines = Array.from({ length: 60 }, (_, at) => ({
      ...train,
      id: String(at),
      y: Float64Array.of(30 + at / 10, 20 + at / 10, 10 + at / 10),
    }))
    const [plot] = layOut([{ ...panel, lines }], { from: 0, to: 300 }, 1000, 300, { left: 60, right: 100 }).plots
    if (!plot) throw new Error('no plot')
    const labels = endLabels(layout, plot, null)
    expect(labels.length).toBeLessThan(60)
    expect(labels.map(({ id }) => id)).toEqual(expect.arrayContaining(['0', '59']))
    for (const { textY } of labels) {
      expect(textY).toBeGreaterThanOrEqual(plot.top)
      expect(textY).toBeLessThanOrEqual(plot.bottom)
    }
  })

  it('lets a line that ends before the range in sight go without a name', () => {
    const later = layOut([panel], { from: 400, to: 500 }, 1000, 300, { left: 60, right: 100 })
    expect(later.plots.flatMap((plot) => endLabels(later, plot, null))).toEqual([])
  })

  it('does not let one spike set the scale', () => {
    const y = Array.from({ length: 200 }, () => 10)
    y[7] = 1e9
    const spiky = { ...panel, lines: [{ ...line('train', y), x: y.map((_, index) => index) }] }
    const [plot] = layOut([spiky], { from: 0, to: 200 }, 1000, 300, { left: 60, right: 16 }).plots
    expect(plot?.scale.max).toBeLessThan(20)
    const all = layOut([spiky], { from: 0, to: 200 }, 1000, 300, { left: 60, right: 16 }, { outliers: true })
    expect(all.plots[0]?.scale.max).toBeGreaterThanOrEqual(1e9)
  })

  it('puts equal factors at equal distances where x is logarithmic, and finds the x under a pixel again', () => {
    const log = layOut([panel], { from: 1, to: 10_000 }, 1000, 300, { left: 60, right: 100 }, { logX: true })
    expect(xPixel(log, 100) - xPixel(log, 10)).toBeCloseTo(xPixel(log, 10_000) - xPixel(log, 1000), 6)
    expect(xAtPixel(log, xPixel(log, 321))).toBeCloseTo(321, 6)
    expect(xAtPixel(layout, xPixel(layout, 123))).toBeCloseTo(123, 6)
  })
})

describe('marks of a line', () => {
  const steps = Array.from({ length: 1000 }, (_, index) => index)
  const marked = {
    ...line(
      'train',
      steps.map(() => 10),
    ),
    x: steps,
    marker: 'square' as const,
  }
  const placed = (one: Line) => {
    const drawn = layOut([{ ...panel, lines: [one] }], { from: 0, to: 1000 }, 1000, 300, { left: 60, right: 100 })
    const [plot] = drawn.plots
    if (!plot) throw new Error('no plot')
    return { markers: markersOf(drawn, plot), odd: oddPlaces(drawn, plot) }
  }

  it('stand every 160 px, on the line', () => {
    const { markers } = placed(marked)
    expect(markers.length).toBe(5)
    const [one, other] = markers
    expect((other?.x ?? 0) - (one?.x ?? 0)).toBeCloseTo(160, 0)
    expect(new Set(markers.map(({ y }) => y)).size).toBe(1)
    expect(placed({ ...marked, marker: null }).markers).toEqual([])
  })

  it('stand on the test line alone where a run has one, and not on those of its neighbour', () => {
    const pair = (id: string): Line[] => [
      { ...marked, id: `${id} train`, weight: 'thin' },
      { ...marked, id: `${id} test`, weight: 'bold' },
    ]
    const drawn = layOut([{ ...panel, lines: [...pair('a'), ...pair('b')] }], { from: 0, to: 1000 }, 1000, 300, {
      left: 60,
      right: 100,
    })
    const [plot] = drawn.plots
    if (!plot) throw new Error('no plot')
    const all = markersOf(drawn, plot)
    expect(all.every(({ id }) => id.includes('test'))).toBe(true)
    const [a, b] = ['a test', 'b test'].map((id) => all.filter((one) => one.id.includes(id)).map(({ x }) => x))
    expect(Math.abs((a?.[0] ?? 0) - (b?.[0] ?? 0))).toBeCloseTo(80, 0)
  })

  it('say where a value was not a number, and where it was infinite', () => {
    const odd = oddIn([1, 2, 3, 4], [0.5, Number.NaN, Infinity, -Infinity])
    expect(odd.map(({ x }) => x)).toEqual([2, 3, 4])
    const apart = odd.map((place) => ({ ...place, x: place.x * 200 }))
    expect(placed({ ...marked, odd: apart }).odd.map(({ text }) => text)).toEqual(['not a number', 'infinite', 'minus infinite'])
  })
})

describe('a run’s stroke', () => {
  it('has eight colours, then dashes 6 3, then dashes 2 3', () => {
    expect(runStroke(1)).toEqual({ colour: '--run-1', dash: null, marker: null })
    expect(runStroke(8)).toEqual({ colour: '--run-8', dash: null, marker: null })
    expect(runStroke(9)).toEqual({ colour: '--run-1', dash: [6, 3], marker: 'circle' })
    expect(runStroke(17)).toEqual({ colour: '--run-1', dash: [2, 3], marker: 'square' })
  })

  it('is another one for each of the 32 that the library gives', () => {
    expect(new Set(Array.from({ length: 32 }, (_, slot) => JSON.stringify(runStroke(slot + 1)))).size).toBe(32)
  })
})

describe('ticks', () => {
  it('shortens steps only where all of them are long', () => {
    expect(formatStepTick(8000, 64_000)).toBe('8k')
    expect(formatStepTick(0, 64_000)).toBe('0')
    expect(formatStepTick(400, 400)).toBe('400')
    expect(formatStepTick(2500, 5000)).toBe('2,500')
  })

  it('writes rates as people do', () => {
    expect(formatAxisValue(0.001)).toBe('0.001')
    expect(formatAxisValue(0.1)).toBe('0.1')
    expect(formatAxisValue(0.00001)).toBe('1e-5')
  })
})

it('an axis of steps has no ticks between them; one of epochs may', () => {
  const ticksOf = (wholeX: boolean) =>
    layOut([panel], { from: 0, to: 4 }, 960, 300, { left: 48, right: 16 }, { wholeX }).xScale.ticks
  expect(ticksOf(true)).toEqual([0, 1, 2, 3, 4])
  expect(ticksOf(false)).toContain(0.5)
})
