/** Whether this computer was measured, so that what runs take is known before they start. */
import { computed } from 'vue'
import { useStream } from '../../use-stream.ts'

export function useMachine() {
  /** Null before the lab has said so. */
  const { value: machine } = useStream('machine', () => ({}))
  /** Milliseconds since 1970; null where it was not. */
  const measuredAt = computed(() => (machine.value?.kind === 'measured' ? machine.value.at : null))
  return { machine, measuredAt }
}
