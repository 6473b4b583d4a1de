/** A bar a variant up to the mean of what was measured of it, every seed a dot on it; the published figure as a diamond. */
import type { Box } from '../../drawing/clip.ts'
import { line, text, textRoom, type DrawnFigure, type Shape } from '../../drawing/figure.ts'
import { linearScale, toPixel } from '../../drawing/scale.ts'
import { sampleOf, type Sample } from '../../statistics/sample.ts'
import { errorsText } from '../../statistics/words.ts'
import type { CsvCell } from '../../text/csv.ts'
import { countText } from '../../text/count-text.ts'
import { countTick, panelTitle } from './axes.ts'
import { percent, strokeOf, type DrawnStudy, type DrawnVariant } from './drawn-study.ts'

const row = 30
const top = 34
const values = 170

interface Seed {
  readonly seed: number
  readonly run: string | null
  /** Null where it has none; then it is no dot. */
  readonly value: number | null
}

/** What is drawn of each variant. */
interface Bars {
  readonly title: string
  readonly about: string
  readonly panel: readonly [name: string, unit: string]
  /** By which values are multiplied to be in the unit of the axis. */
  readonly times: number
  readonly column: string
  seedsOf(variant: DrawnVariant): readonly Seed[]
  publishedOf(variant: DrawnVariant): number | null
  /** Of the values that there are, and of all seeds that were asked. */
  words(sample: Sample | null, asked: number): string
  valueWords(value: number): string
  tick(value: number, largest: number): string
}

export function barsFigure(study: DrawnStudy, width: number): DrawnFigure {
  const isAnyPublished = study.variants.some(({ published }) => published !== null)
  return barsOf(
    {
      title: `${study.name}: test error after the last step`,
      about: `Bars: means over seeds. Dots: every seed.${isAnyPublished ? ' Diamonds: as published.' : ''}`,
      panel: ['Test error, %', 'mean ± std over seeds, a dot a seed'],
      times: 100,
      column: 'test_error_percent',
      seedsOf: ({ runs }) => runs.map(({ seed, id, test }) => ({ seed, run: id, value: test })),
      publishedOf: ({ published }) => published,
      words: (sample) => (sample === null ? 'no run yet' : errorsText(sample)),
      valueWords: (value) => `test error ${percent(value)} %`,
      tick: String,
    },
    study,
    width,
  )
}

/** Steps until the test error that the study asks for. */
export function stepsFigure(study: DrawnStudy, width: number): DrawnFigure {
  const error = percent(study.reach ?? 0)
  return barsOf(
    {
      title: `${study.name}: steps to ${error} % test error`,
      about: 'Bars: means over the seeds that came there. Dots: every one of them.',
      panel: ['Steps', `until the test error is ${error} %`],
      times: 1,
      column: 'steps',
      seedsOf: ({ measured, runs }) =>
        measured.reached.map(({ seed, step }) => ({ seed, run: runs.find((run) => run.seed === seed)?.id ?? null, value: step })),
      publishedOf: () => null,
      words: (sample, asked) => {
        if (sample === null) return asked === 0 ? 'no run yet' : 'never'
        return sample.std === null ? countText(sample.mean) : `${countText(sample.mean)} ± ${countText(sample.std)}`
      },
      valueWords: (value) => `step ${countText(value)}`,
      tick: countTick,
    },
    study,
    width,
  )
}

function barsOf(bars: Bars, { variants }: DrawnStudy, width: number): DrawnFigure {
  const names = Math.min(width * 0.3, 24 + Math.max(60, ...variants.map(({ name }) => textRoom(name, 12))))
  const box: Box = { left: names, right: width - values, top, bottom: top + row * variants.length }
  const all = variants.flatMap((variant) => [...finite(bars.seedsOf(variant)), bars.publishedOf(variant) ?? 0])
  const x = linearScale(0, bars.times * Math.max(1e-9, ...all), Math.floor((box.right - box.left) / 80))
  const across = (value: number): number => toPixel(x, bars.times * value, box.left, box.right)
  const rules = x.ticks.flatMap((tick): Shape[] => {
    const at = Math.round(toPixel(x, tick, box.left, box.right)) + 0.5
    return [
      line(`M${at} ${box.top}V${box.bottom}`, tick === 0 ? 'axis' : 'line'),
      text(at, box.bottom + 16, bars.tick(tick, x.max), { anchor: 'middle' }),
    ]
  })
  const scaled = (value: number | null): CsvCell => (value === null ? null : bars.times * value)
  return {
    title: bars.title,
    about: bars.about,
    width,
    height: box.bottom + 28,
    shapes: [
      ...panelTitle(0, 14, ...bars.panel),
      ...rules,
      ...variants.flatMap((variant, at) => barOf(bars, variant, box.top + row * (at + 0.5), box, across)),
    ],
    table: [
      ['variant', 'group', 'seed', 'run', bars.column, 'published'],
      ...variants.flatMap((variant) =>
        bars
          .seedsOf(variant)
          .map(({ seed, run, value }): CsvCell[] => [
            variant.name,
            variant.group,
            seed,
            run,
            scaled(value),
            scaled(bars.publishedOf(variant)),
          ]),
      ),
    ],
  }
}

function finite(seeds: readonly Seed[]): number[] {
  return seeds.flatMap(({ value }) => (value !== null && Number.isFinite(value) ? [value] : []))
}

function barOf(bars: Bars, variant: DrawnVariant, middle: number, box: Box, across: (value: number) => number): Shape[] {
  const { colour } = strokeOf(variant)
  const seeds = bars.seedsOf(variant)
  const [sample, published] = [sampleOf(finite(seeds)), bars.publishedOf(variant)]
  const most = Math.floor((box.left - 12) / 6.7)
  const name = variant.name.length > most ? `${variant.name.slice(0, most - 1)}…` : variant.name
  const dots = seeds.flatMap(({ seed, run, value }, index): Shape[] => {
    if (value === null || !Number.isFinite(value)) return []
    const y = middle + (index - (seeds.length - 1) / 2) * Math.min(4, 16 / Math.max(1, seeds.length))
    const mark = { label: `${variant.name}, seed ${seed}: ${bars.valueWords(value)}`, run }
    return [{ kind: 'circle', x: across(value), y, r: 3, fill: colour, stroke: 'paper', mark }]
  })
  const bar: Shape[] =
    sample === null
      ? []
      : [
          {
            kind: 'rect',
            x: box.left,
            y: middle - 9,
            width: across(sample.mean) - box.left,
            height: 18,
            fill: colour,
            opacity: 0.28,
          },
        ]
  const counted = sample === null ? '' : sample.n === seeds.length ? `n = ${sample.n}` : `n = ${sample.n} of ${seeds.length}`
  return [
    text(box.left - 10, middle + 4, name, { anchor: 'end', fill: 'ink', size: 12 }),
    ...bar,
    ...(published === null ? [] : [diamond(across(published), middle)]),
    ...dots,
    text(box.right + 12, middle + 4, bars.words(sample, seeds.length), { fill: sample === null ? 'ink-3' : 'ink', size: 12 }),
    ...(counted === '' ? [] : [text(box.right + values - 2, middle + 4, counted, { anchor: 'end', fill: 'ink-3' })]),
  ]
}

export function diamond(x: number, y: number): Shape {
  return { kind: 'path', d: `M${x.toFixed(1)} ${y - 6}l5 6l-5 6l-5-6Z`, fill: 'paper', stroke: 'ink', width: 1.3 }
}
