/** What charts of a run show of the inside of its network: a stream for each quantity that stands among them, none for the others. */
import { computed, type ComputedRef } from 'vue'
import { telemetryQuantities, type TelemetryQuantity, type TelemetryView } from '../../../core/graph/telemetry.ts'
import { useTelemetry } from './inside/use-telemetry.ts'

export interface InsideRequest {
  readonly id: string
  readonly columns: number
  /** Steps in sight; null is as far as there is. */
  readonly from: number | null
  readonly to: number | null
}

export function useInsideCharts(
  shown: () => readonly TelemetryQuantity[],
  request: () => InsideRequest | null,
): ComputedRef<ReadonlyMap<TelemetryQuantity, TelemetryView>> {
  const streams = telemetryQuantities.map((quantity) => ({
    quantity,
    stream: useTelemetry(() => {
      const asked = request()
      return asked !== null && shown().includes(quantity) ? { ...asked, quantity } : null
    }),
  }))
  return computed(
    () =>
      new Map(streams.flatMap(({ quantity, stream }) => (stream.value.value ? [[quantity, stream.value.value] as const] : []))),
  )
}
