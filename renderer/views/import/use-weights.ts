/** One file of weights as the lab sees it: what it is, what would become of it, and the run that is made. Each may be ended. */
import { shallowRef } from 'vue'
import type { CallParameters } from '../../../core/api/contract.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { WeightsLook } from '../../../core/import/messages.ts'
import type { ImportReport } from '../../../core/import/report.ts'
import { useKeyedCall } from '../../use-keyed-call.ts'
import { useStream } from '../../use-stream.ts'

export function useWeights() {
  const { failure, key, cancel, ask } = useKeyedCall<'weights.look' | 'weights.preview' | 'runs.import'>('weights.cancel')
  const look = shallowRef<WeightsLook | null>(null)
  const report = shallowRef<ImportReport | null>(null)
  const { value: phase } = useStream('import', () => (key.value === null ? null : { key: key.value }))

  return {
    look,
    report,
    failure,
    key,
    phase,
    cancel,
    async open(path: string): Promise<void> {
      look.value = report.value = null
      if (path === '') cancel()
      else look.value = await ask('weights.look', { path })
    },
    async preview(path: string, architecture: Architecture): Promise<void> {
      report.value = null
      report.value = await ask('weights.preview', { path, architecture })
    },
    make: (request: Omit<CallParameters<'runs.import'>, 'key'>) => ask('runs.import', request),
  }
}
