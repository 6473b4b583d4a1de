/** What was measured inside a run's network, as the lab streams it. */
import type { StreamParameters, StreamValues } from '../../../../core/api/contract.ts'
import { useStream, type Streamed } from '../../../use-stream.ts'

type TelemetryRequest = Pick<StreamParameters<'telemetry'>, 'id' | 'quantity' | 'columns'> & {
  readonly from?: number | null
  readonly to?: number | null
}

/** One quantity of all layers or blocks, in about so many columns; from one step to another, or as far as there is. */
export function useTelemetry(request: () => TelemetryRequest | null): Streamed<StreamValues['telemetry']> {
  return useStream('telemetry', () => {
    const asked = request()
    return asked && { from: null, to: null, of: null, depth: null, ...asked }
  })
}
