/** Paths as series of points. Pure. */
import { sampleOf } from '../../../../core/statistics/sample.ts'
import { formatCounted } from '../../../format.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Point, Series } from '../plot/series.ts'

const through = (length: number): string => `through ${formatCounted(length, 'block')}`

export function shareSeries(run: Inspected<'paths'>, of: 'share' | 'carried'): Series {
  const points = run.kept.result.lengths.map((one) => ({ x: one.length, y: one[of] ?? NaN, name: through(one.length) }))
  return seriesOf(run, points, true)
}

/** Of one path, with the spread of those that were drawn. */
export function gradientSeries(run: Inspected<'paths'>): Series {
  const points = run.kept.result.lengths.map(({ length, gradient, std }): Point => {
    const spread = gradient === null || std === null ? {} : { low: Math.max(gradient - std, gradient / 10), high: gradient + std }
    return { x: length, y: gradient ?? NaN, name: through(length), ...spread }
  })
  return seriesOf(run, points, true)
}

/** Three of a run: networks cut to so many blocks, and as rings all of one number as one, by the mean of their probabilities and by majority vote. */
export function cutSeries(run: Inspected<'paths'>): Series[] {
  const { cut } = run.kept.result
  if (cut.length === 0) return []
  const alone = cut.flatMap(({ kept, errors }): Point[] => {
    const sample = sampleOf(errors)
    if (sample === null) return []
    const spread = sample.std === null ? {} : { low: Math.max(0, sample.mean - sample.std), high: sample.mean + sample.std }
    return [
      { x: kept, y: sample.mean, name: `${formatCounted(kept, 'block')}, mean of ${formatCounted(sample.n, 'draw')}`, ...spread },
    ]
  })
  const asOne = (of: 'mean' | 'vote', how: string): Point[] =>
    cut.map((one) => ({
      x: one.kept,
      y: one[of],
      name: `${formatCounted(one.errors.length, 'network')} of ${formatCounted(one.kept, 'block')} as one, ${how}`,
    }))
  return [
    { ...seriesOf(run, alone, true), key: `${run.id} alone`, name: `alone, ${run.name}` },
    ...(
      [
        ['mean', 'by the mean', '2 3'],
        ['vote', 'by majority', '6 3'],
      ] as const
    ).map(([of, how, dash]) => ({
      ...seriesOf(run, asOne(of, how), true),
      key: `${run.id} ${of}`,
      name: `as one ${how}, ${run.name}`,
      isRing: true,
      dash,
    })),
  ]
}
