/** Lines of the charts by depth, out of what was tried, and the marks of what was found. Pure. */
import { neighbourDistances, type FirstBatch, type FirstBatchLayer } from '../../../../core/graph/first-batch.ts'
import type { Finding } from '../../../../core/graph/first-batch-findings.ts'
import type { MarkKind } from '../../../components/status-marks.ts'
import type { Points } from '../../run/inside/view-parts.ts'

export interface DepthQuantity {
  readonly id: 'std' | 'gradient' | 'dead'
  readonly title: string
  readonly about: string
  readonly log: boolean
  /** Its value at a layer; null where the layer has none. */
  of(layer: FirstBatchLayer): number | null
}

const ofWeighted = (layer: FirstBatchLayer, value: number | null): number | null =>
  layer.isWeighted && layer.isOnMainPath ? value : null

export const depthQuantities: readonly DepthQuantity[] = [
  {
    id: 'std',
    title: 'Std of outputs',
    about: 'of layers with weights, log scale',
    log: true,
    of: (layer) => ofWeighted(layer, layer.std),
  },
  {
    id: 'gradient',
    title: 'Gradient norm',
    about: 'of the loss by the weights, log scale',
    log: true,
    of: (layer) => ofWeighted(layer, layer.weightGradientNorm),
  },
  {
    id: 'dead',
    title: 'Dead units',
    about: 'of rectifying layers, %; dashed with those never at 0',
    log: false,
    of: ({ deadShare }) => (deadShare === null ? null : 100 * deadShare),
  },
]

/** Units that never switch, in %: 0 for every image, or for none. */
export const fixedShare = ({ deadShare, openShare }: FirstBatchLayer): number | null =>
  deadShare === null || openShare === null ? null : 100 * (deadShare + openShare)

export function byDepth(layers: readonly FirstBatchLayer[], of: DepthQuantity['of']): Points {
  const points = layers.flatMap((layer) => {
    const value = of(layer)
    return value === null ? [] : [{ x: layer.depth, y: value }]
  })
  return { x: Float64Array.from(points, ({ x }) => x), y: Float64Array.from(points, ({ y }) => y) }
}

/** The value at the depth nearest to this one; NaN where there is none. */
export function nearestValue({ x, y }: Points, depth: number): number {
  let nearest = -1
  x.forEach((at, index) => {
    if (nearest < 0 || Math.abs(at - depth) < Math.abs((x[nearest] ?? NaN) - depth)) nearest = index
  })
  return y[nearest] ?? NaN
}

/** Correlations by the distance's exponent: −8 is 1/256. */
export function correlationPoints({ correlations }: Pick<FirstBatch, 'correlations'>): Points {
  return { x: Float64Array.from(neighbourDistances, Math.log2), y: Float64Array.from(correlations) }
}

export const findingMarks: Readonly<Record<Finding['state'], MarkKind>> = {
  broken: 'missing',
  strained: 'attention',
  sound: 'ready',
}
/** The worst first. */
const states = ['broken', 'strained', 'sound'] as const

export function worstOf(found: readonly Finding[]): Finding['state'] {
  return states.find((state) => found.some((finding) => finding.state === state)) ?? 'sound'
}

export function worstFirst(found: readonly Finding[]): Finding[] {
  return states.flatMap((state) => found.filter((finding) => finding.state === state))
}
