/** Small multiples: a panel a group, training error thin and test error bold, means over seeds; and last a dot a seed of where each ended. */
import { clippedPath, type Box } from '../../drawing/clip.ts'
import { line, text, textRoom, type DrawnFigure, type PathShape, type Shape } from '../../drawing/figure.ts'
import { labelDistance, spaceLabels } from '../../drawing/labels.ts'
import { linearScale, toPixel, type Scale } from '../../drawing/scale.ts'
import { sampleOf } from '../../statistics/sample.ts'
import type { CsvCell } from '../../text/csv.ts'
import { countTick, panelTitle, xAxis, yAxis } from './axes.ts'
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
  const panels = groups.flatMap(({ name, variants }, cell): Shape[] => {
    const box = boxOf(cell)
    const own = curves.filter(({ variant }) => variants.some((one) => one.name === variant))
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
    shapes: [...panels, ...endsIn(study.variants, y, boxOf(groups.length), groups.length % columns === 0)],
    table: tableOf(study, curves),
  }
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

/** A column a variant: its seeds beside each other, a line at the mean of their test errors. */
function endsIn(variants: readonly DrawnVariant[], y: Scale, box: Box, first: boolean): Shape[] {
  const step = (box.right - box.left) / variants.length
  const up = (error: number): number => toPixel(y, 100 * error, box.bottom, box.top)
  const isRoomy = variants.every(({ name }) => textRoom(name) < step - 4)
  const columns = variants.flatMap((variant, place): Shape[] => {
    const { colour } = strokeOf(variant)
    const middle = box.left + step * (place + 0.5)
    const spread = Math.min(6, (step * 0.7) / Math.max(1, variant.runs.length))
    const mean = sampleOf(testErrorsOf(variant))?.mean ?? null
    const dots = variant.runs.flatMap((run, index): Shape[] => {
      const x = middle + (index - (variant.runs.length - 1) / 2) * spread
      return (['training', 'test'] as const).flatMap((split): Shape[] => {
        const error = run[split]
        if (error === null || !Number.isFinite(error)) return []
        const mark = { label: `${variant.name}, seed ${run.seed}: ${split} error ${percent(error)} %`, run: run.id }
        return [
          {
            kind: 'circle',
            x,
            y: up(error),
            r: split === 'test' ? 3 : 2.4,
            fill: split === 'test' ? colour : 'paper',
            stroke: colour,
            mark,
          },
        ]
      })
    })
    const highest = Math.max(...testErrorsOf(variant), 0)
    return [
      ...(mean === null ? [] : [line(`M${middle - step * 0.32} ${up(mean)}H${middle + step * 0.32}`, colour, 1.6)]),
      ...dots,
      ...(mean === null
        ? []
        : [
            text(middle, up(highest) - 9, step > 34 ? percent(mean) : (100 * mean).toFixed(1), { anchor: 'middle', fill: 'ink' }),
          ]),
      text(middle, box.bottom + 16, isRoomy ? variant.name : shortened(variant.name, step), { anchor: 'middle' }),
    ]
  })
  return [
    ...panelTitle(box.left, box.top - 14, 'At the end', '%, a dot a seed'),
    ...yAxis(y, box, first ? String : null),
    ...columns,
  ]
}

/** As much of a name as has room; of networks of a family what tells them apart stands last. */
function shortened(name: string, room: number): string {
  const most = Math.max(2, Math.floor((room - 4) / 6.2))
  return name.length <= most ? name : `…${name.slice(1 - most)}`
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
