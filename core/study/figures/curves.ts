/** Small multiples: a panel a group, training error thin and test error bold, means over seeds; and last a dot a seed of where each ended. */
import { clippedPath, type Box } from '../../drawing/clip.ts'
import { cursorOver, type ReadPlot } from '../../drawing/figure-cursor.ts'
import { line, text, type DrawnFigure, type PathShape, type Shape } from '../../drawing/figure.ts'
import { labelDistance, spaceLabels } from '../../drawing/labels.ts'
import { linearScale, toPixel, type Scale } from '../../drawing/scale.ts'
import type { CsvCell } from '../../text/csv.ts'
import { countText } from '../../text/count-text.ts'
import { countTick, panelTitle, xAxis, yAxis } from './axes.ts'
import { endsIn } from './curve-ends.ts'
import {
  groupsOf,
  percent,
  strokeOf,
  testErrorsOf,
  trainingErrorsOf,
  type DrawnCurve,
  type DrawnStudy,
  type DrawnVariant,
} from './drawn-study.ts'

const margin = { left: 34, right: 8, top: 32, bottom: 26 } as const
const gap = 30
const panelHeight = 330

/** `width` in px. */
export function curvesFigure(study: DrawnStudy, curves: readonly DrawnCurve[], width: number): DrawnFigure {
  const groups = groupsOf(study.variants)
  const cells = groups.length + 1
  const columns = Math.min(cells, width >= 1000 ? 4 : width >= 640 ? 3 : 2)
  const panelWidth = (width - margin.left - margin.right - (columns - 1) * gap) / columns
  const rows = Math.ceil(cells / columns)
  const boxOf = (cell: number): Box => {
    const [row, column] = [Math.floor(cell / columns), cell % columns]
    const left = margin.left + column * (panelWidth + gap)
    const top = margin.top + row * (panelHeight + margin.top + margin.bottom)
    return { left, right: left + panelWidth, top, bottom: top + panelHeight }
  }
  const y = linearScale(0, 100 * topOf(study.variants, curves), 6)
  const x = linearScale(0, Math.max(1, ...curves.map(({ steps }) => last(steps))), Math.max(2, Math.floor(panelWidth / 70)))
  const panels = groups.map((group, cell) => ({
    ...group,
    cell,
    box: boxOf(cell),
    own: curves.filter(({ variant }) => group.variants.some((one) => one.name === variant)),
  }))
  const drawn = panels.flatMap(({ name, variants, cell, box, own }): Shape[] => {
    return [
      ...panelTitle(box.left, box.top - 14, name, 'error, %'),
      ...yAxis(y, box, cell % columns === 0 ? String : null),
      ...xAxis(x, box, (value) => countTick(value, x.max), ''),
      ...dropsIn(study, x, box),
      ...curvesIn(variants, own, x, y, box),
    ]
  })
  return {
    title: `${study.name}: error by step`,
    about:
      'Training error thin, test error bold: means over seeds with a band of one standard deviation. At the right a dot a seed at the end: test filled, training open.',
    width,
    height: rows * (panelHeight + margin.top + margin.bottom),
    shapes: [...drawn, ...endsIn(study.variants, y, boxOf(groups.length), groups.length % columns === 0)],
    cursor: cursorOver(
      panels.map(({ name, variants, box, own }) => ({ name, box, lines: readIn(variants, own, y, box) })),
      x,
      (step) => `step ${countText(step)}`,
    ),
    table: tableOf(study, curves),
  }
}

/** Test errors before training errors: they are read first. */
function readIn(variants: readonly DrawnVariant[], curves: readonly DrawnCurve[], y: Scale, box: Box): ReadPlot['lines'] {
  return (['test', 'training'] as const).flatMap((split) =>
    curves
      .filter((curve) => curve.split === split)
      .flatMap((curve): ReadPlot['lines'] => {
        const variant = variants.find(({ name }) => name === curve.variant)
        if (variant === undefined) return []
        const weight = split === 'test' ? 600 : 400
        const up = Array.from(curve.mean, (error) => toPixel(y, 100 * error, box.bottom, box.top))
        const words = (at: number): string => percent(curve.mean[at] ?? NaN)
        return [{ name: `${variant.name} ${split}`, ink: strokeOf(variant).colour, weight, x: curve.steps, y: up, words }]
      }),
  )
}

/** Twice where the worst ends: how they begin need not be seen whole. */
function topOf(variants: readonly DrawnVariant[], curves: readonly DrawnCurve[]): number {
  const ends = variants.flatMap((variant) => [...testErrorsOf(variant), ...trainingErrorsOf(variant)])
  const newest = curves.flatMap(({ mean }) => Array.from(mean).filter(Number.isFinite).slice(-1))
  const worst = Math.max(...ends, ...newest, 0)
  return worst === 0 ? 1 : Math.min(1, 1.9 * worst)
}

function dropsIn({ drops }: DrawnStudy, x: Scale, box: Box): Shape[] {
  return drops
    .filter(({ step }) => step < x.max)
    .flatMap(({ step, divisor }, at): Shape[] => {
      const place = Math.round(toPixel(x, step, box.left, box.right)) + 0.5
      const rule = line(`M${place} ${box.top}V${box.bottom}`, 'axis', 1, '4 3')
      return at === 0 ? [rule, text(place + 4, box.top + 11, `rate ÷ ${divisor}`, { fill: 'ink-3', halo: true })] : [rule]
    })
}

function curvesIn(variants: readonly DrawnVariant[], curves: readonly DrawnCurve[], x: Scale, y: Scale, box: Box): Shape[] {
  const at = (step: number, error: number): [number, number] => [
    toPixel(x, step, box.left, box.right),
    toPixel(y, 100 * error, box.bottom, box.top),
  ]
  const drawn = variants.flatMap((variant) => {
    const of = (split: DrawnCurve['split']): DrawnCurve | undefined =>
      curves.find((curve) => curve.variant === variant.name && curve.split === split)
    return [{ variant, training: of('training'), test: of('test') }]
  })
  const lineOf = (variant: DrawnVariant, curve: DrawnCurve | undefined, width: number): PathShape[] => {
    if (curve === undefined) return []
    const { colour, dash } = strokeOf(variant)
    const d = clippedPath(
      Array.from(curve.steps, (step, index) => at(step, curve.mean[index] ?? NaN)),
      box,
    )
    return d === '' ? [] : [line(d, colour, width, dash === '' ? undefined : dash)]
  }
  const named = drawn.flatMap(({ variant, test, training }) => {
    const end = endOf(test ?? training)
    return end === null ? [] : [{ variant, y: Math.max(box.top + 8, at(0, end)[1] - 7) }]
  })
  const places = spaceLabels(
    named.map((one) => one.y),
    labelDistance,
    box.top + 8,
    box.bottom - 4,
  )
  return [
    ...drawn.flatMap(({ variant, test }) => bandOf(variant, test, at, box)),
    ...drawn.flatMap(({ variant, training }) => lineOf(variant, training, 1.1)),
    ...drawn.flatMap(({ variant, test }) => lineOf(variant, test, 2.1)),
    ...named.map(({ variant }, index) =>
      text(box.right - 3, places[index] ?? 0, variant.name, {
        anchor: 'end',
        fill: strokeOf(variant).colour,
        weight: 600,
        halo: true,
      }),
    ),
  ]
}

function bandOf(
  variant: DrawnVariant,
  curve: DrawnCurve | undefined,
  at: (x: number, y: number) => [number, number],
  box: Box,
): PathShape[] {
  if (curve === undefined) return []
  const runs: number[][] = []
  Array.from(curve.steps).forEach((_, index) => {
    if (!Number.isFinite(curve.low[index]) || !Number.isFinite(curve.high[index])) return
    const before = runs.at(-1)
    if (before?.at(-1) === index - 1) before.push(index)
    else runs.push([index])
  })
  return runs.flatMap((indices) => {
    const edge = (of: ArrayLike<number>): [number, number][] =>
      indices.map((index) => at(curve.steps[index] ?? NaN, of[index] ?? NaN))
    const corners = below(box.top, [...edge(curve.high), ...edge(curve.low).reverse()])
    const d = `M${corners.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`
    return corners.length < 3 ? [] : [{ kind: 'path', d, stroke: null, fill: strokeOf(variant).colour, width: 0, opacity: 0.17 }]
  })
}

/** What of a polygon lies below the upper edge of a plot (Sutherland and Hodgman 1974). Errors are never below its lower one. */
function below(top: number, corners: readonly [number, number][]): [number, number][] {
  return corners.flatMap((to, index) => {
    const from = corners.at(index - 1) ?? to
    const isCut = from[1] < top !== to[1] < top
    const cut: [number, number] = [from[0] + ((top - from[1]) / (to[1] - from[1])) * (to[0] - from[0]), top]
    return [...(isCut ? [cut] : []), ...(to[1] < top ? [] : [to])]
  })
}

function endOf(curve: DrawnCurve | undefined): number | null {
  return (
    Array.from(curve?.mean ?? [])
      .filter(Number.isFinite)
      .at(-1) ?? null
  )
}

const last = (values: ArrayLike<number>): number => values[values.length - 1] ?? 0

function tableOf({ variants }: DrawnStudy, curves: readonly DrawnCurve[]): CsvCell[][] {
  const groupOf = new Map(variants.map(({ name, group }) => [name, group]))
  const cell = (value: number | undefined): CsvCell => (value !== undefined && Number.isFinite(value) ? 100 * value : null)
  const points = curves.flatMap(({ variant, split, steps, mean, low, high, n }) =>
    Array.from(steps, (step, at): CsvCell[] => [
      groupOf.get(variant) ?? '',
      variant,
      split,
      null,
      null,
      step,
      cell(mean[at]),
      cell(low[at]),
      cell(high[at]),
      n[at] ?? null,
    ]),
  )
  const ends = variants.flatMap(({ group, name, runs }) =>
    runs.flatMap((run) =>
      (['training', 'test'] as const).map((split): CsvCell[] => [
        group,
        name,
        split,
        run.seed,
        run.id,
        null,
        cell(run[split] ?? NaN),
        null,
        null,
        1,
      ]),
    ),
  )
  return [['group', 'variant', 'error', 'seed', 'run', 'step', 'percent', 'low', 'high', 'n'], ...points, ...ends]
}
