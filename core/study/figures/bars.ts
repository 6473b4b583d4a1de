/** A bar a variant up to the mean of its test errors, every seed a dot on it; the published figure as a diamond. */
import type { Box } from '../../drawing/clip.ts'
import { line, text, textRoom, type DrawnFigure, type Shape } from '../../drawing/figure.ts'
import { linearScale, toPixel } from '../../drawing/scale.ts'
import { sampleOf } from '../../statistics/sample.ts'
import { errorsText } from '../../statistics/words.ts'
import type { CsvCell } from '../../text/csv.ts'
import { panelTitle } from './axes.ts'
import { percent, strokeOf, testErrorsOf, type DrawnStudy, type DrawnVariant } from './drawn-study.ts'

const row = 30
const top = 34
const values = 150

export function barsFigure(study: DrawnStudy, width: number): DrawnFigure {
  const names = Math.min(width * 0.3, 24 + Math.max(60, ...study.variants.map(({ name }) => textRoom(name, 12))))
  const box: Box = { left: names, right: width - values, top, bottom: top + row * study.variants.length }
  const all = study.variants.flatMap((variant) => [...testErrorsOf(variant), variant.published ?? 0])
  const x = linearScale(0, 100 * Math.max(0.01, ...all), Math.floor((box.right - box.left) / 80))
  const across = (error: number): number => toPixel(x, 100 * error, box.left, box.right)
  const rules = x.ticks.flatMap((tick): Shape[] => {
    const at = Math.round(toPixel(x, tick, box.left, box.right)) + 0.5
    return [line(`M${at} ${box.top}V${box.bottom}`, tick === 0 ? 'axis' : 'line'), text(at, box.bottom + 16, String(tick), { anchor: 'middle' })]
  })
  const isAnyPublished = study.variants.some(({ published }) => published !== null)
  return {
    title: `${study.name}: test error after the last step`,
    about: `Bars: means over seeds. Dots: every seed.${isAnyPublished ? ' Diamonds: as published.' : ''}`,
    width,
    height: box.bottom + 28,
    shapes: [
      ...panelTitle(0, 14, 'Test error, %', 'mean ± std over seeds, a dot a seed'),
      ...rules,
      ...study.variants.flatMap((variant, at) => barOf(variant, box.top + row * (at + 0.5), box, across)),
    ],
    table: [
      ['variant', 'group', 'seed', 'run', 'test_error_percent', 'published_percent'],
      ...study.variants.flatMap(({ name, group, published, runs }) =>
        runs.map(({ seed, id, test }): CsvCell[] => [name, group, seed, id, test === null ? null : 100 * test, published === null ? null : 100 * published]),
      ),
    ],
  }
}

function barOf(variant: DrawnVariant, middle: number, box: Box, across: (error: number) => number): Shape[] {
  const { colour } = strokeOf(variant)
  const sample = sampleOf(testErrorsOf(variant))
  const most = Math.floor((box.left - 12) / 6.7)
  const name = variant.name.length > most ? `${variant.name.slice(0, most - 1)}…` : variant.name
  const dots = variant.runs.flatMap((run, index): Shape[] => {
    if (run.test === null) return []
    const y = middle + (index - (variant.runs.length - 1) / 2) * Math.min(4, 16 / Math.max(1, variant.runs.length))
    const mark = { label: `${variant.name}, seed ${run.seed}: test error ${percent(run.test)} %`, run: run.id }
    return [{ kind: 'circle', x: across(run.test), y, r: 3, fill: colour, stroke: 'paper', mark }]
  })
  return [
    text(box.left - 10, middle + 4, name, { anchor: 'end', fill: 'ink', size: 12 }),
    ...(sample === null
      ? []
      : [{ kind: 'rect', x: box.left, y: middle - 9, width: across(sample.mean) - box.left, height: 18, fill: colour, opacity: 0.28 } satisfies Shape]),
    ...(variant.published === null ? [] : [diamond(across(variant.published), middle)]),
    ...dots,
    text(box.right + 12, middle + 4, sample === null ? 'no run yet' : errorsText(sample), { fill: sample === null ? 'ink-3' : 'ink', size: 12 }),
    ...(sample === null ? [] : [text(box.right + values - 2, middle + 4, `n = ${sample.n}`, { anchor: 'end', fill: 'ink-3' })]),
  ]
}

export function diamond(x: number, y: number): Shape {
  return { kind: 'path', d: `M${x.toFixed(1)} ${y - 6}l5 6l-5 6l-5-6Z`, fill: 'paper', stroke: 'ink', width: 1.3 }
}
