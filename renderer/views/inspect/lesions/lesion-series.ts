/** Lesions as series of points. Pure. */
import { sampleOf } from '../../../../core/statistics/sample.ts'
import { formatCounted } from '../../../format.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Point, Series } from '../plot/series.ts'

export function aloneSeries(run: Inspected<'lesions'>): Series {
  const points = run.kept.result.alone.map(({ name, depth, error }) => ({ x: depth, y: error, name: `without ${name}` }))
  return seriesOf(run, points, false)
}

/** Mean of the draws of each number, with their standard deviation where there are several. */
export function togetherSeries(run: Inspected<'lesions'>): Series {
  const errors = new Map<number, number[]>()
  for (const { blocks, error } of run.kept.result.together)
    errors.set(blocks.length, [...(errors.get(blocks.length) ?? []), error])
  const points = [...errors]
    .sort(([one], [other]) => one - other)
    .flatMap(([count, drawn]): Point[] => {
      const sample = sampleOf(drawn)
      if (sample === null) return []
      const spread = sample.std === null ? {} : { low: Math.max(0, sample.mean - sample.std), high: sample.mean + sample.std }
      const name = `without ${formatCounted(count, 'block')}, mean of ${formatCounted(sample.n, 'draw')}`
      return [{ x: count, y: sample.mean, name, ...spread }]
    })
  return seriesOf(run, points, true)
}

export function swappedSeries(run: Inspected<'lesions'>): Series {
  const points = run.kept.result.swapped.map(({ pairs, tau, error }) => ({
    x: tau,
    y: error,
    name: `${formatCounted(pairs, 'pair')} swapped, τ ${tau.toFixed(2).replace('-', '−')}`,
  }))
  return seriesOf(run, points, false)
}
