/** Responses as series of points. Pure. */
import type { ResultOf } from '../../../../core/inspect/analyses.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Series } from '../plot/series.ts'

type Layer = ResultOf<'responses'>['layers'][number]

/** The figure is of 3×3 layers; a network without them is shown by all of its layers. */
function drawnLayers(layers: readonly Layer[]): readonly Layer[] {
  const threes = layers.filter(({ kernel }) => kernel === 3)
  return threes.length > 0 ? threes : layers
}

export function depthSeries(run: Inspected<'responses'>): Series {
  const points = drawnLayers(run.kept.result.layers).map(({ name, depth, std }) => ({ x: depth, y: std ?? NaN, name }))
  return seriesOf(run, points, true)
}

export function sortedSeries(run: Inspected<'responses'>): Series {
  const points = drawnLayers(run.kept.result.layers)
    .filter(({ std }) => std !== null)
    .sort((one, other) => (other.std ?? 0) - (one.std ?? 0))
    .map(({ name, std }, rank) => ({ x: rank + 1, y: std ?? NaN, name }))
  return seriesOf(run, points, true)
}

export function branchSeries(run: Inspected<'responses'>): Series {
  const points = run.kept.result.blocks.map(({ name, depth, share }) => ({ x: depth, y: share ?? NaN, name }))
  return seriesOf(run, points, true)
}
