/** Groups against depth: the mean test error of each variant, the higher the darker. */
import { depthOf } from '../../architecture/walk-network.ts'
import { text, textRoom, type DrawnFigure, type Shape } from '../../drawing/figure.ts'
import { sampleOf } from '../../statistics/sample.ts'
import { errorsText } from '../../statistics/words.ts'
import type { CsvCell } from '../../text/csv.ts'
import { panelTitle } from './axes.ts'
import { groupsOf, testErrorsOf, type DrawnStudy, type DrawnVariant } from './drawn-study.ts'

const cell = { width: 118, height: 34 } as const
const top = 58

/** Whether its variants are a matrix: several groups of several depths, of which some meet. */
export function isMatrix({ variants }: Pick<DrawnStudy, 'variants'>): boolean {
  const depths = new Set(variants.map(({ architecture }) => depthOf(architecture)))
  const places = new Set(variants.map(({ group, architecture }) => `${depthOf(architecture)} ${group}`))
  const { length } = groupsOf(variants)
  return length > 1 && depths.size > 1 && places.size === variants.length && variants.length > Math.max(length, depths.size)
}

export function matrixFigure(study: DrawnStudy, width: number): DrawnFigure {
  const groups = groupsOf(study.variants)
  const depths = [...new Set(study.variants.map(({ architecture }) => depthOf(architecture)))].sort((one, other) => one - other)
  const names = Math.max(80, ...groups.map(({ name }) => textRoom(name, 12))) + 16
  const wide = Math.min(cell.width, (width - names) / depths.length)
  const means = study.variants.flatMap((variant) => sampleOf(testErrorsOf(variant))?.mean ?? [])
  const strength = strengthOf(means)
  const cells = groups.flatMap(({ name, variants }, row): Shape[] => [
    text(names - 12, top + cell.height * (row + 0.5) + 4, name, { anchor: 'end', fill: 'ink', size: 12 }),
    ...depths.flatMap((depth, column) => {
      const variant = variants.find(({ architecture }) => depthOf(architecture) === depth)
      return cellOf(variant, names + wide * column, top + cell.height * row, wide, strength)
    }),
  ])
  return {
    title: `${study.name}: test error by depth`,
    about: 'Means ± std over seeds in percent, the higher the darker.',
    width,
    height: top + cell.height * groups.length + 8,
    shapes: [
      ...panelTitle(0, 14, 'Test error, %', 'mean ± std over seeds'),
      text(names, top - 26, 'depth in layers', { fill: 'ink-3' }),
      ...depths.map((depth, column) => text(names + wide * (column + 0.5), top - 8, String(depth), { anchor: 'middle' })),
      ...cells,
    ],
    table: [
      ['group', ...depths.map((depth) => `depth ${depth}, percent`)],
      ...groups.map(({ name, variants }): CsvCell[] => [
        name,
        ...depths.map((depth) => {
          const variant = variants.find(({ architecture }) => depthOf(architecture) === depth)
          const sample = variant === undefined ? null : sampleOf(testErrorsOf(variant))
          return sample === null ? null : 100 * sample.mean
        }),
      ]),
    ],
  }
}

/** From 1 for the least to 6 for the most. */
function strengthOf(means: readonly number[]): (mean: number) => number {
  const [least, most] = [Math.min(...means), Math.max(...means)]
  return (mean) => (most > least ? 1 + Math.round((5 * (mean - least)) / (most - least)) : 1)
}

function cellOf(
  variant: DrawnVariant | undefined,
  x: number,
  y: number,
  width: number,
  strength: (mean: number) => number,
): Shape[] {
  const sample = variant === undefined ? null : sampleOf(testErrorsOf(variant))
  if (variant === undefined || sample === null)
    return [text(x + width / 2, y + cell.height / 2 + 4, '–', { anchor: 'middle', fill: 'ink-3' })]
  const heat = strength(sample.mean)
  const words = errorsText(sample).replace(' %', '')
  const mark = { label: `${variant.name}: test error ${errorsText(sample)}, n = ${sample.n}`, run: null }
  return [
    { kind: 'rect', x: x + 1, y: y + 1, width: width - 2, height: cell.height - 2, fill: `heat-${heat}`, mark },
    text(x + width / 2, y + cell.height / 2 + 4, textRoom(words, 12) < width - 8 ? words : (100 * sample.mean).toFixed(2), {
      anchor: 'middle',
      fill: heat >= 4 ? 'paper' : 'ink',
      size: 12,
    }),
  ]
}
