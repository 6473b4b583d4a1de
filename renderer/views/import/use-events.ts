/** Event files as the lab sees them: what they hold, and the runs that are made of them. Each may be ended. */
import type { CallParameters } from '../../../core/api/contract.ts'
import { useKeyedCall } from '../../use-keyed-call.ts'
import { useStream } from '../../use-stream.ts'

export function useEvents() {
  const { failure, key, cancel, ask } = useKeyedCall<'events.look' | 'events.import'>('events.cancel')
  const { value: progress } = useStream('events', () => (key.value === null ? null : { key: key.value }))
  return {
    failure,
    key,
    progress,
    cancel,
    look: (request: Omit<CallParameters<'events.look'>, 'key'>) => ask('events.look', request),
    make: (request: Omit<CallParameters<'events.import'>, 'key'>) => ask('events.import', request),
  }
}
