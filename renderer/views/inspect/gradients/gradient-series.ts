/** Gradients by depth as series of points. Pure. */
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Series } from '../plot/series.ts'

/** With the weights that training began with, or with those of the checkpoint. */
export type Moment = 'initial' | 'trained'

export function weightSeries(run: Inspected<'gradients'>, moment: Moment): Series {
  const { layers } = run.kept.result[moment]
  const points = layers.map(({ name, depth, byWeights }) => ({ x: depth, y: byWeights ?? NaN, name }))
  return seriesOf(run, points, true)
}

/** The last layer has none: its response are the scores. */
export function responseSeries(run: Inspected<'gradients'>, moment: Moment): Series {
  const layers = run.kept.result[moment].layers.slice(0, -1)
  const points = layers.map(({ name, depth, byResponse }) => ({ x: depth, y: byResponse ?? NaN, name }))
  return seriesOf(run, points, true)
}

/** Two of a run: through the branch, and as a dotted line of rings through the shortcut; none of a plain network. */
export function waySeries(run: Inspected<'gradients'>, moment: Moment): Series[] {
  const { blocks } = run.kept.result[moment]
  if (blocks.length === 0) return []
  const way = (of: 'branch' | 'shortcut'): Series => {
    const points = blocks.map((block) => ({ x: block.depth, y: block[of] ?? NaN, name: `${block.name}, ${of}` }))
    return { ...seriesOf(run, points, true), key: `${run.id} ${of}`, name: `${of}, ${run.name}` }
  }
  return [way('branch'), { ...way('shortcut'), isRing: true, dash: '2 3' }]
}
