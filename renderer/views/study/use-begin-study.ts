/** Beginning what a page asks: one command, and why it is off. */
import { computed, ref } from 'vue'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { Study } from '../../../core/study/study.ts'
import type { ForeseenStudy } from '../../../core/api/contract/studies.ts'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/route.ts'
import { useToast } from '../../app/toast.ts'
import { useLab } from '../../lab.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import { useLabStore } from '../../stores/lab-state.ts'

export interface AskedStudy {
  /** What it would be; null while that is not known. */
  plan(): { readonly study: Study; readonly foreseen: ForeseenStudy } | null
  asking(): boolean
  dataset(): DatasetId
  /** What is missing of it, or keeps it from being one; null where nothing is known to. */
  missing(): string | null
  /** Where there is no plan yet. */
  name(): string
}

export type BegunStudy = ReturnType<typeof useBeginStudy>

export function useBeginStudy({ plan, asking, dataset, missing, name }: AskedStudy) {
  const datasets = useDatasetsStore()
  const lab = useLabStore()
  const toast = useToast()
  const beginning = ref(false)
  const failure = ref<string | null>(null)
  const isHere = computed(() => datasets.byId.get(dataset())?.status.kind === 'ready')
  const off = computed(() => {
    const lacking = missing()
    if (lacking !== null) return lacking
    if (!isHere.value) return 'the data set is not here yet'
    if (lab.state?.readOnly) return 'the library is only shown'
    const found = plan()
    if (found === null) return asking() ? 'what it takes is not known yet' : 'it cannot be foreseen'
    if (found.foreseen.problems.length > 0) return 'it cannot be trained so'
    return beginning.value ? 'it is about to begin' : null
  })
  async function begin(): Promise<void> {
    const found = plan()
    if (found === null || off.value !== null) return
    beginning.value = true
    const reply = await useLab().call('studies.start', { study: found.study })
    beginning.value = false
    failure.value = reply.ok ? null : `${reply.error.message} ${reply.error.remedy}`
    if (reply.ok && reply.value.outcome === 'there') toast.show({ text: `${found.study.name} was begun already` })
    if (reply.ok) navigate({ view: 'studies', id: reply.value.id })
  }
  useCommands([
    {
      id: 'study.begin',
      title: () => `Start the study ${plan()?.study.name ?? name()}`,
      keys: 'Mod+Enter',
      off: () => off.value,
      run: () => void begin(),
    },
  ])
  return { off, failure, isHere }
}
