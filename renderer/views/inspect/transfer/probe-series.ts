/** Linear probes as series of points. Pure. */
import { formatCounted } from '../../../format.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Series } from '../plot/series.ts'

export function probeSeries(run: Inspected<'linearProbe'>, of: 'trainError' | 'testError'): Series {
  const points = run.kept.result.places.map((place) => ({
    x: place.depth,
    y: place[of],
    name: `${place.name}, ${formatCounted(place.width, 'number')}`,
  }))
  return seriesOf(run, points, true)
}
