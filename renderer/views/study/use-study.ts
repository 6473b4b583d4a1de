/** A study as the lab has it, and what is asked of it. */
import { ref } from 'vue'
import type { CallName, CallParameters, CallResults } from '../../../core/api/contract.ts'
import { useLab } from '../../lab.ts'
import { useStream } from '../../use-stream.ts'

export function useStudy(id: string) {
  const { value: study, answered, error } = useStream('study', () => ({ id }))
  const failure = ref<string | null>(null)
  const done = ref('')
  /** `told`: what is said once it is done. Gives the answer; null where it failed. */
  async function ask<N extends CallName>(
    name: N,
    parameters: CallParameters<N>,
    told: string,
  ): Promise<{ readonly value: CallResults[N] } | null> {
    const reply = await useLab().call(name, parameters)
    failure.value = reply.ok ? null : `${reply.error.message} ${reply.error.remedy}`
    done.value = reply.ok ? told : ''
    return reply.ok ? { value: reply.value } : null
  }
  return { study, answered, error, failure, done, ask }
}
export type StudyControls = ReturnType<typeof useStudy>
