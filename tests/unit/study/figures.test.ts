/** The figures of a study: what is drawn, and that the table beside it has exactly that. */
import { describe, expect, test } from 'vitest'
import { figureSvg, paperColour } from '../../../core/drawing/figure-svg.ts'
import { readingAt, stopAt, type FigureCursor } from '../../../core/drawing/figure-cursor.ts'
import type { CircleShape, DrawnFigure, Shape } from '../../../core/drawing/figure.ts'
import type { DrawnCurve, DrawnStudy, DrawnVariant } from '../../../core/study/figures/drawn-study.ts'
import { figuresOf, studyFigure } from '../../../core/study/figures/figures.ts'
import { preset } from '../renderer-runs/samples.ts'

const errors: Readonly<Record<string, readonly number[]>> = {
  'plain-20': [0.1, 0.11, 0.12],
  'plain-56': [0.13, 0.135],
  'ResNet-20': [0.09, 0.088, 0.092],
  'ResNet-56': [0.07, 0.072, 0.068],
}
const published: Readonly<Record<string, number>> = { 'ResNet-20': 0.0875 }

const study: DrawnStudy = {
  name: 'Degradation, short',
  variants: Object.entries(errors).map(([name, tests], at): DrawnVariant => ({
    name,
    group: name.startsWith('plain') ? 'plain' : 'ResNet',
    architecture: preset(name.toLowerCase()),
    published: published[name] ?? null,
    slot: at + 1,
    runs: tests.map((error, seed) => ({
      id: `${name} ${seed + 1}`,
      seed: seed + 1,
      training: error / 2,
      test: error,
      trainedMs: 3_600_000 * (at + 1),
    })),
    measured: {
      reached: tests.map((_, seed) => ({
        seed: seed + 1,
        step: name === 'plain-56' ? null : 1000 * (at + seed + 1),
        of: 10_000,
        diverged: false,
      })),
      gradients: [1, 2].map((seed) => ({
        seed,
        first: { step: 1, depths: [1, 2, 3], norms: [1e-6 * seed, 1e-3, 1] },
        last: { step: 400, depths: [1, 2, 3], norms: [0.1, 0.2, 0.3] },
      })),
    },
  })),
  reach: 0.2,
  drops: [{ step: 100, divisor: 10 }],
}
const curves: DrawnCurve[] = study.variants.flatMap(({ name }) =>
  (['training', 'test'] as const).map((split) => ({
    variant: name,
    split,
    steps: [50, 100, 150, 200],
    mean: [0.6, 0.3, 0.15, 0.1],
    low: [0.55, 0.28, 0.14, 0.09],
    high: [0.65, 0.32, 0.16, 0.11],
    n: [3, 3, 3, 3],
  })),
)
const figure = (kind: Parameters<typeof studyFigure>[0]): DrawnFigure => studyFigure(kind, study, curves, 900)
const dots = ({ shapes }: DrawnFigure): CircleShape[] =>
  shapes.filter((shape): shape is CircleShape => shape.kind === 'circle' && shape.mark !== undefined)
const allRuns = study.variants.flatMap(({ runs }) => runs.map(({ id }) => id)).sort()

test.each(figuresOf(study))('%s: its title says of which study and scale it is, and nothing is drawn outside', (kind) => {
  const drawn = figure(kind)
  expect(drawn.title).toMatch(/^Degradation, short: /)
  const beyond = drawn.shapes.filter((shape) => {
    if (shape.kind === 'path') return /NaN|Infinity/.test(shape.d)
    return !(shape.x >= 0 && shape.x <= drawn.width && shape.y >= 0 && shape.y <= drawn.height)
  })
  expect(beyond).toEqual([])
})

test.each(['bars', 'depth', 'parameters', 'macs', 'time'] as const)(
  '%s: every seed is a dot that leads to its run, and a row of the table',
  (kind) => {
    const drawn = figure(kind)
    expect(
      dots(drawn)
        .map(({ mark }) => mark?.run)
        .sort(),
    ).toEqual(allRuns)
    const [head, ...rows] = drawn.table
    const [run, error] = [head?.indexOf('run') ?? -1, head?.indexOf('test_error_percent') ?? -1]
    for (const dot of dots(drawn)) {
      const row = rows.find((one) => one[run] === dot.mark?.run)
      expect(dot.mark?.label).toContain(`${Number(row?.[error]).toFixed(2)} %`)
    }
    expect(rows).toHaveLength(allRuns.length)
  },
)

test('curves: a panel a group, each variant with a thin and a bold line, and the seeds at the end', () => {
  const drawn = figure('curves')
  const lines = (width: number): Shape[] =>
    drawn.shapes.filter((shape) => shape.kind === 'path' && shape.stroke?.startsWith('run') && shape.width === width)
  expect(lines(1.1)).toHaveLength(4)
  expect(lines(2.1)).toHaveLength(4)
  expect(dots(drawn)).toHaveLength(2 * allRuns.length)
  expect(drawn.table).toHaveLength(1 + 8 * 4 + 2 * allRuns.length)
  const words = drawn.shapes.flatMap((shape) => (shape.kind === 'text' ? shape.text : []))
  expect(words).toEqual(expect.arrayContaining(['plain', 'ResNet', 'rate ÷ 10', '13.25']))
})

test('steps: a bar for those that came to the error, and a word for those that never did', () => {
  const drawn = figure('steps')
  expect(drawn.title).toBe('Degradation, short: steps to 20.00 % test error')
  expect(dots(drawn)).toHaveLength(allRuns.length - 2)
  const words = drawn.shapes.flatMap((shape) => (shape.kind === 'text' ? shape.text : []))
  expect(words).toEqual(expect.arrayContaining(['never', '2,000 ± 1,000', 'n = 3']))
  expect(figuresOf({ ...study, reach: null })).not.toContain('steps')
})

test('gradient: a line a variant at either look, higher where the gradient is larger', () => {
  const drawn = figure('gradient')
  const paths = drawn.shapes.flatMap((shape) => (shape.kind === 'path' && shape.width === 1.6 ? shape.d : []))
  expect(paths).toHaveLength(8)
  const heights = [...(paths[0] ?? '').matchAll(/ ([\d.]+)(?=L|$)/g)].map(([, y]) => Number(y))
  expect(heights).toEqual([...heights].sort((one, other) => other - one))
  expect(drawn.table).toHaveLength(1 + 4 * 2 * 2 * 3)
})

test('a dot stands the higher the larger its error, in every figure', () => {
  for (const kind of ['depth', 'curves'] as const) {
    const [low, high] = ['ResNet-56 3', 'plain-56 2'].map(
      (run) => dots(figure(kind)).findLast(({ mark }) => mark?.run === run)?.y ?? 0,
    )
    expect(high).toBeLessThan(low ?? 0)
  }
})

describe('a matrix', () => {
  test('is offered where groups and depths meet, each variant in a cell of its own', () => {
    expect(figuresOf(study)).toContain('matrix')
    expect(figure('matrix').table).toEqual([
      ['group', 'depth 20, percent', 'depth 56, percent'],
      ['plain', expect.closeTo(11), expect.closeTo(13.25)],
      ['ResNet', expect.closeTo(9), expect.closeTo(7)],
    ])
  })

  test('is not where there is one depth, or two variants have one place', () => {
    const [first, second] = study.variants
    if (first === undefined || second === undefined) throw new Error('no variants')
    const other = { ...first, name: 'other', group: 'other' }
    expect(figuresOf({ ...study, variants: [first, other] })).not.toContain('matrix')
    expect(figuresOf({ ...study, variants: [...study.variants, { ...first, name: 'again' }] })).not.toContain('matrix')
  })
})

test('a study without runs has all its figures, with nothing in them', () => {
  const empty = {
    ...study,
    variants: study.variants.map((variant) => ({ ...variant, runs: [], measured: { reached: [], gradients: [] } })),
  }
  for (const kind of figuresOf(empty)) {
    const drawn = studyFigure(kind, empty, [], 600)
    expect(dots(drawn)).toEqual([])
    expect(figureSvg(drawn)).not.toMatch(/NaN|Infinity/)
  }
})

test('as a file it says what it is, reads no name as markup, and needs nothing else', () => {
  const svg = figureSvg(studyFigure('bars', { ...study, name: '<b>"&' }, [], 900))
  expect(svg).toContain('<title>&lt;b&gt;&quot;&amp;: test error')
  expect(svg).not.toMatch(/href|url\(|<script|<image/)
})

test('colours of runs are those of the light theme, the ninth as the first', () => {
  expect(paperColour('run-9')).toBe(paperColour('run-1'))
  expect(paperColour('ink-2')).toBe('#454b54')
  expect(paperColour('heat-6')).toBe('#0c2547')
})

describe('the cursor', () => {
  const cursor = (kind: 'curves' | 'gradient'): FigureCursor => {
    const found = figure(kind).cursor
    if (found === undefined) throw new Error('there is none')
    return found
  }

  test('stands at the same step in every panel of curves, and says what each line is there', () => {
    const over = cursor('curves')
    expect(over.stops).toEqual([50, 100, 150, 200])
    const { shapes, words } = readingAt(over, 150)
    expect(words).toBe(
      'step 150; plain: plain-20 test 15.00, plain-56 test 15.00, plain-20 training 15.00, plain-56 training 15.00; ' +
        'ResNet: ResNet-20 test 15.00, ResNet-56 test 15.00, ResNet-20 training 15.00, ResNet-56 training 15.00',
    )
    const rules = shapes.flatMap((shape) => (shape.kind === 'path' ? [/^M([\d.]+)/.exec(shape.d)?.[1]] : []))
    const shares = rules.map((x, at) => {
      const box = over.plots[at]?.box ?? { left: 0, right: 1 }
      return (Number(x) - box.left) / (box.right - box.left)
    })
    expect(rules).toHaveLength(2)
    for (const share of shares) expect(share).toBeCloseTo(0.75, 2)
  })

  test('goes to the point that is nearest, and nowhere beside the plots; past its end a line is not read', () => {
    const over = cursor('curves')
    const box = over.plots[1]?.box ?? { left: 0, right: 0, top: 0, bottom: 0 }
    expect(stopAt(over, box.left + 0.6 * (box.right - box.left), box.top + 5)).toBe(100)
    expect(stopAt(over, box.left - 10, box.top + 5)).toBeNull()
    const short = curves
      .filter(({ variant }) => variant === 'plain-20')
      .map((one) => ({ ...one, steps: [50, 100], mean: [0.6, 0.3] }))
    const uneven = studyFigure('curves', study, [...short, ...curves.filter(({ variant }) => variant !== 'plain-20')], 900).cursor
    expect(uneven && readingAt(uneven, 150).words).not.toContain('plain-20')
  })

  test('reads the gradient by depth', () => {
    expect(readingAt(cursor('gradient'), 3).words).toMatch(/^layer at depth 3; At the first look: plain-20 1\.00, /)
  })
})
