/** Asks the lab to measure how fast this computer trains, or to leave off; and why it would not. */
import { ref, type Ref } from 'vue'
import { useLab } from '../../lab.ts'

export interface Measuring {
  readonly refused: Ref<string | null>
  measure(): Promise<void>
  cancel(): Promise<void>
}

export function useMeasuring(): Measuring {
  const refused = ref<string | null>(null)
  async function ask(what: 'machine.measure' | 'machine.cancel'): Promise<void> {
    const reply = await useLab().call(what, {})
    refused.value = reply.ok ? null : `${reply.error.message} ${reply.error.remedy}`
  }
  return { refused, measure: () => ask('machine.measure'), cancel: () => ask('machine.cancel') }
}
