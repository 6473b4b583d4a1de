/** What branches add over training, as a matrix of blocks and checkpoints and as a line of means. Pure. */
import { formatCount, formatCounted } from '../../../format.ts'
import { formatMeasured } from '../../run/inside/quantities.ts'
import type { Inspected } from '../inspected.ts'
import type { Matrix } from '../plot/matrix.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Series } from '../plot/series.ts'

export function growthMatrix({ kept: { result } }: Inspected<'growth'>): Matrix {
  const { blocks, steps } = result
  const most = Math.max(...steps.flatMap(({ shares }) => shares.map((share) => share ?? 0)), 0)
  return {
    corner: 'block / step',
    rows: blocks.map(({ name }) => name),
    columns: steps.map(({ step }) => formatCount(step)),
    cells: blocks.map(({ name }, at) =>
      steps.map(({ step, shares }) => {
        const value = shares[at] ?? NaN
        return {
          value,
          text: formatMeasured(value),
          strength: most > 0 && Number.isFinite(value) ? value / most : 0,
          isOwn: false,
          isEmpty: !Number.isFinite(value),
          label: `${name}, step ${formatCount(step)}: ${formatMeasured(value)}`,
        }
      }),
    ),
  }
}

/** Mean over the blocks at each checkpoint, with the least and the largest of them. */
export function meanGrowth(run: Inspected<'growth'>): Series {
  const points = run.kept.result.steps.flatMap(({ step, shares }) => {
    const known = shares.filter((share) => share !== null)
    if (known.length === 0) return []
    const mean = known.reduce((sum, share) => sum + share, 0) / known.length
    const name = `step ${formatCount(step)}, mean of ${formatCounted(known.length, 'block')}`
    return [{ x: step, y: mean, low: Math.min(...known), high: Math.max(...known), name }]
  })
  return seriesOf(run, points, true)
}
