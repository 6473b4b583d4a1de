/** Arranging charts: whatever is done, each figure stands once, none is lost but by removing it, and heights stay within what is kept. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chartArrangement, type ChartArrangement } from '../../../core/api/contract/charts.ts'
import { movedBy, movedTo, replaced, resized, shared, withFigure, without } from '../../../renderer/components/charts/arrange.ts'

const figures = ['error', 'loss', 'rate', 'speed', 'gradientNorm', 'later'] as const
const figure = fc.constantFrom(...figures)
const by = fc.constantFrom(-1 as const, 1 as const)
const change = fc.oneof(
  fc.tuple(figure, figure).map(
    ([one, other]) =>
      (charts: ChartArrangement) =>
        replaced(charts, one, other),
  ),
  fc.tuple(figure, figure).map(
    ([one, other]) =>
      (charts: ChartArrangement) =>
        movedTo(charts, one, other),
  ),
  fc.tuple(figure, by).map(
    ([one, way]) =>
      (charts: ChartArrangement) =>
        movedBy(charts, figures, one, way),
  ),
  fc.tuple(figure, by).map(
    ([one, way]) =>
      (charts: ChartArrangement) =>
        resized(charts, one, way),
  ),
  fc.tuple(figure, figure, fc.double({ noNaN: true })).map(
    ([a, b, share]) =>
      (charts: ChartArrangement) =>
        shared(charts, a, b, share),
  ),
  figure.map((one) => (charts: ChartArrangement) => withFigure(charts, one, 2)),
  figure.map((one) => (charts: ChartArrangement) => without(charts, one)),
)
const usual: ChartArrangement = [
  { figure: 'error', height: 4 },
  { figure: 'loss', height: 2 },
]
const names = (charts: ChartArrangement): string[] => charts.map((chart) => chart.figure)

test('what any changes come to can be kept', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const arranged = changes.reduce((charts, one) => one(charts), usual)
      expect(chartArrangement.safeParse(arranged).error).toBeUndefined()
    }),
  )
})

test('another figure takes the place of one, and one that stands elsewhere changes places with it', () => {
  expect(names(replaced(usual, 'loss', 'speed'))).toEqual(['error', 'speed'])
  expect(names(replaced(usual, 'loss', 'error'))).toEqual(['loss', 'error'])
})

test('a chart is moved past what is drawn here, over one that is not', () => {
  const charts = withFigure(withFigure(usual, 'later', 1), 'rate', 1)
  const shown = ['error', 'loss', 'rate']
  expect(names(movedBy(charts, shown, 'rate', -1)).filter((name) => name !== 'later')).toEqual(['error', 'rate', 'loss'])
  expect(names(movedBy(charts, shown, 'loss', 1)).filter((name) => name !== 'later')).toEqual(['error', 'rate', 'loss'])
  expect(movedBy(charts, shown, 'error', -1)).toBe(charts)
})

test('two neighbours share what both have, and neither vanishes', () => {
  const heights = (share: number) => shared(usual, 'error', 'loss', share).map(({ height }) => height)
  expect(heights(0.5)).toEqual([3, 3])
  expect(heights(2)[1]).toBeGreaterThan(0.5)
  expect(heights(-1)[0]).toBeGreaterThan(0.5)
})

test('the last chart stays', () => {
  expect(names(without(without(usual, 'error'), 'loss'))).toEqual(['loss'])
})
