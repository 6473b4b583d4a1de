/** How large the gradient is by depth, at the weights that training begins with and at the last look: a line a variant, its geometric mean over seeds. */
import { clippedPath, type Box } from '../../drawing/clip.ts'
import { cursorOver, type ReadPlot } from '../../drawing/figure-cursor.ts'
import { line, text, type DrawnFigure, type Shape } from '../../drawing/figure.ts'
import { labelDistance, spaceLabels } from '../../drawing/labels.ts'
import { linearScale, logScale, toPixel, type Scale } from '../../drawing/scale.ts'
import type { CsvCell } from '../../text/csv.ts'
import { countText } from '../../text/count-text.ts'
import type { GradientProfile } from '../gradient.ts'
import { panelTitle, xAxis, yAxis } from './axes.ts'
import { strokeOf, type DrawnStudy, type DrawnVariant } from './drawn-study.ts'

const margin = { left: 52, right: 96, top: 34, bottom: 40 } as const
const height = 340
const looks = ['first', 'last'] as const
type Look = (typeof looks)[number]
const lookWords: Readonly<Record<Look, string>> = { first: 'At the first look', last: 'At the last look' }

export function gradientFigure(study: DrawnStudy, width: number): DrawnFigure {
  const panelWidth = (width - margin.left - 2 * margin.right) / 2
  const all = study.variants.flatMap(({ measured }) => measured.gradients.flatMap(({ first, last }) => [first, last]))
  const norms = all.flatMap((profile) => profile.norms).filter((norm) => Number.isFinite(norm) && norm > 0)
  const depths = all.flatMap((profile) => profile.depths)
  const y = logScale(Math.min(...norms, 1), Math.max(...norms, 1e-12), 7)
  const x = linearScale(0, Math.max(1, ...depths), Math.max(2, Math.floor(panelWidth / 60)))
  const boxOf = (at: number): Box => {
    const left = margin.left + at * (panelWidth + margin.right)
    return { left, right: left + panelWidth, top: margin.top, bottom: height - margin.bottom }
  }
  const panels = looks.flatMap((look, at): Shape[] => {
    const box = boxOf(at)
    return [
      ...panelTitle(box.left, 16, lookWords[look], stepWords(study, look)),
      ...yAxis(y, box, at === 0 ? power : null),
      ...xAxis(x, box, String, 'depth in layers'),
      ...linesIn(study.variants, look, x, y, box),
    ]
  })
  return {
    title: `${study.name}: gradient by depth`,
    about:
      'Norm of the gradient by each layer\u2019s weights, on a log scale: geometric means over seeds. The first layer stands at the left.',
    width,
    height,
    shapes: panels,
    cursor: cursorOver(
      looks.map((look, at) => ({ name: lookWords[look], box: boxOf(at), lines: readIn(study.variants, look, y, boxOf(at)) })),
      x,
      (depth) => `layer at depth ${depth}`,
    ),
    table: [
      ['variant', 'seed', 'look', 'step', 'depth', 'norm'],
      ...study.variants.flatMap(({ name, measured }) =>
        measured.gradients.flatMap(({ seed, ...profiles }) =>
          looks.flatMap((look) =>
            profiles[look].depths.map((depth, index): CsvCell[] => [
              name,
              seed,
              look,
              profiles[look].step,
              depth,
              profiles[look].norms[index] ?? null,
            ]),
          ),
        ),
      ),
    ],
  }
}

/** `norm, before step 1` where all are of one step. */
function stepWords({ variants }: DrawnStudy, look: Look): string {
  const steps = new Set(variants.flatMap(({ measured }) => measured.gradients.map((one) => one[look].step)))
  const [step, ...others] = steps
  return step === undefined || others.length > 0 ? 'norm' : `norm, before step ${countText(step)}`
}

/** `1e-5`, `0.01`, `10` */
function power(value: number): string {
  return value < 0.001 || value >= 10_000 ? value.toExponential().replace('e+', 'e').replace('-', '−') : String(value)
}

function linesIn(variants: readonly DrawnVariant[], look: Look, x: Scale, y: Scale, box: Box): Shape[] {
  const drawn = variants.flatMap((variant) => {
    const points = meanOf(variant.measured.gradients.map((one) => one[look])).map(({ depth, norm }): [number, number] => [
      toPixel(x, depth, box.left, box.right),
      toPixel(y, norm, box.bottom, box.top),
    ])
    const last = points.findLast(([, at]) => Number.isFinite(at))
    return last === undefined ? [] : [{ variant, points, last }]
  })
  const places = spaceLabels(
    drawn.map(({ last }) => last[1] + 4),
    labelDistance,
    box.top + 4,
    box.bottom,
  )
  return drawn.flatMap(({ variant, points, last }, index): Shape[] => {
    const { colour, dash } = strokeOf(variant)
    const path = clippedPath(points, box)
    const name = variant.name.length > 15 ? `${variant.name.slice(0, 14)}…` : variant.name
    return [
      ...(path === '' ? [] : [line(path, colour, 1.6, dash === '' ? undefined : dash)]),
      text(last[0] + 6, places[index] ?? 0, name, { fill: colour, weight: 600 }),
    ]
  })
}

function readIn(variants: readonly DrawnVariant[], look: Look, y: Scale, box: Box): ReadPlot['lines'] {
  return variants.map((variant) => {
    const means = meanOf(variant.measured.gradients.map((one) => one[look]))
    return {
      name: variant.name,
      ink: strokeOf(variant).colour,
      weight: 600,
      x: means.map(({ depth }) => depth),
      y: means.map(({ norm }) => toPixel(y, norm, box.bottom, box.top)),
      words: (at) => (means[at]?.norm ?? NaN).toPrecision(3),
    }
  })
}

/** Geometric means by depth over the seeds whose norm there is finite. */
function meanOf(profiles: readonly GradientProfile[]): { readonly depth: number; readonly norm: number }[] {
  const byDepth = new Map<number, number[]>()
  for (const { depths, norms } of profiles)
    depths.forEach((depth, at) => {
      const norm = norms[at] ?? NaN
      if (Number.isFinite(norm) && norm > 0) byDepth.set(depth, [...(byDepth.get(depth) ?? []), Math.log(norm)])
    })
  return [...byDepth]
    .sort(([one], [other]) => one - other)
    .map(([depth, logs]) => ({ depth, norm: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) }))
}
