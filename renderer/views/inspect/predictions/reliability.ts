/** Calibration as points: of each bin that has images, its mean confidence and how many of them are right. Pure. */
import type { Calibration } from '../../../../core/inspect/figures/calibration.ts'
import { formatCounted, formatPercent } from '../../../format.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Point, Series } from '../plot/series.ts'

export function reliabilitySeries(run: Inspected<'predictions'>, { bins }: Calibration): Series {
  const points = bins.flatMap(({ images, confidence, accuracy }): Point[] =>
    confidence === null || accuracy === null
      ? []
      : [{ x: confidence, y: accuracy, name: `${formatCounted(images, 'image')} at ${formatPercent(confidence)} confidence` }],
  )
  return seriesOf(run, points, true)
}
