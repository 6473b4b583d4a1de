/** Lines out of a telemetry view: across depth at one step, along the steps of one layer. Pure. */
import { indexAt } from '../../../components/charts/chart.ts'
import type { TelemetryView } from '../../../../core/graph/telemetry.ts'

export interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
}

const isProjection = (name: string): boolean => name.includes('.shortcut.')

export function measuredAt(view: TelemetryView, layer: number, column: number): number {
  return view.values[column * view.of.length + layer] ?? NaN
}

/** Values of one measured step over depth, of the main path or of the projections beside it. */
export function acrossDepth(view: TelemetryView, column: number, which: 'main' | 'projections'): Points {
  const kept = view.of.flatMap((name, layer) => (isProjection(name) === (which === 'projections') ? [layer] : []))
  return {
    x: Float64Array.from(kept, (layer) => view.depths[layer] ?? NaN),
    y: Float64Array.from(kept, (layer) => measuredAt(view, layer, column)),
  }
}

export function alongSteps(view: TelemetryView, layer: number): Points {
  return { x: view.steps, y: Float64Array.from(view.steps, (_, column) => measuredAt(view, layer, column)) }
}

/** Column of the last measured step at or before this one; the first where there is none. */
export function columnAt(view: TelemetryView, step: number): number {
  return Math.max(0, indexAt(view.steps, step))
}

/** The layer on the main path whose depth is nearest. */
export function layerNear(view: TelemetryView, depth: number): number {
  let nearest = 0
  let least = Infinity
  view.of.forEach((name, layer) => {
    const apart = Math.abs((view.depths[layer] ?? NaN) - depth)
    if (isProjection(name) || !(apart < least)) return
    nearest = layer
    least = apart
  })
  return nearest
}

/** Index of the measured step that is nearest. */
export function columnNear(view: TelemetryView, step: number): number {
  const before = columnAt(view, step)
  const after = Math.min(before + 1, view.steps.length - 1)
  return Math.abs((view.steps[after] ?? 0) - step) < Math.abs((view.steps[before] ?? 0) - step) ? after : before
}
