/** A sweep as the lab has it, its runs under the names of their trials, and what is asked of it. */
import { computed, ref } from 'vue'
import type { CallName, CallParameters } from '../../../core/api/contract.ts'
import { useLab } from '../../lab.ts'
import { useRunsStore } from '../../stores/runs.ts'
import { useStream } from '../../use-stream.ts'
import type { NamedRun } from '../runs/named-run.ts'

export function useSweep(id: string) {
  const { value: sweep, error } = useStream('sweep', () => ({ id }))
  const store = useRunsStore()
  const failure = ref<string | null>(null)
  const done = ref('')
  const ask = async <N extends CallName>(name: N, parameters: CallParameters<N>, told: string): Promise<boolean> => {
    const reply = await useLab().call(name, parameters)
    failure.value = reply.ok ? null : `${reply.error.message} ${reply.error.remedy}`
    done.value = reply.ok ? told : ''
    return reply.ok
  }
  const named = computed<NamedRun[]>(() => {
    const seeds = sweep.value?.plan.seeds.length ?? 1
    return (sweep.value?.trials ?? []).flatMap(({ note, runs }) =>
      runs.flatMap(({ id: run, seed }) => {
        const summary = store.byId.get(run)
        const name = seeds === 1 ? `Trial ${note.number}` : `Trial ${note.number}, seed ${seed}`
        return summary ? [{ run: summary, name }] : []
      }),
    )
  })
  return { sweep, error, failure, done, ask, named }
}
