/** What is shown, as comma-separated values: a row a layer, a column a measured step. */
import type { TelemetryView } from '../../../../core/graph/telemetry.ts'

export function telemetryTable({ of, depths, steps, values }: TelemetryView): string {
  const head = ['name', 'depth', ...Array.from(steps, (step) => `step ${step}`)]
  const rows = of.map((name, layer) => [
    name,
    String(depths[layer] ?? ''),
    ...Array.from(steps, (_, row) => String(values[row * of.length + layer] ?? '')),
  ])
  return [head, ...rows].map((cells) => cells.join(',')).join('\r\n') + '\r\n'
}
