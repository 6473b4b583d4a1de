/** What was measured inside the network as a chart among the others: one quantity, a row a layer, over the x that all of them share. */
import type { TelemetryQuantity, TelemetryView } from '../../../core/graph/telemetry.ts'
import type { Heat, Panel } from '../../components/charts/chart.ts'
import { columnEdges, heatScale } from '../../components/charts/heat-scale.ts'
import type { PlaceOfStep } from '../../components/charts/x-axis.ts'
import { formatMeasured, quantityWords } from './inside/quantities.ts'

/** `view` is null until the lab has answered, and where nothing was measured. */
export function insidePanel(quantity: TelemetryQuantity, view: TelemetryView | null, place: PlaceOfStep, height: number): Panel {
  const { title, about, of } = quantityWords[quantity]
  const shown = view?.quantity === quantity && view.steps.length > 0 ? view : null
  const heat = shown && heatOf(shown, place)
  const rows = shown ? `${shown.of.length} ${of}s, first at the top` : 'not measured yet'
  return {
    id: quantity,
    title,
    unit: heat ? `${about}; ${rows}; ${formatMeasured(heat.scale.low)} (pale) to ${formatMeasured(heat.scale.high)}` : rows,
    weight: height,
    log: false,
    lines: [],
    points: [],
    ...(heat ? { heat } : {}),
    fallback: { min: 0, max: 1 },
    formatTick: () => '',
    formatValue: formatMeasured,
    valueUnit: '',
  }
}

function heatOf(view: TelemetryView, place: PlaceOfStep): Heat | null {
  const scale = heatScale(view.values, quantityWords[view.quantity].log)
  if (scale === null) return null
  // By time, what is beyond the curve's last step has no place yet.
  const edges = columnEdges(view.steps).map(place)
  return { edges, of: view.of, values: view.values, scale }
}
