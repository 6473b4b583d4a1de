/** What a person may ask of the run in view, and what is under way of it. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { CallName, CallParameters, CallResults } from '../../../core/api/contract.ts'
import { isResumable } from '../../../core/compare/run-states.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { useLab } from '../../lab.ts'

export interface RunControls {
  /** What was asked for and has not happened yet: "Pausing". */
  readonly underWay: Ref<string | null>
  /** Whether it will stop once its epoch is done. */
  readonly stopsAfterEpoch: Ref<boolean>
  readonly failure: Ref<string | null>
  readonly running: ComputedRef<boolean>
  readonly queued: ComputedRef<boolean>
  /** Whether it can go on from where it is. */
  readonly resumable: ComputedRef<boolean>
  /** Null when it failed; why stands in `failure`. `doing` is shown until the run's state changes. */
  ask<N extends CallName>(name: N, parameters: CallParameters<N>, doing?: string): Promise<CallResults[N] | null>
  pause(): void
  /** `backTo`: step of an older checkpoint that it may go back to. */
  resume(trainMore?: number, backTo?: number): void
  stop(when: 'now' | 'epoch'): void
  revive(how: 'wake' | 'restart'): void
}

/** `run`: null until it is known; nothing is asked of it then. */
export function useRunControls(run: () => RunSummary | null): RunControls {
  const underWay = ref<string | null>(null)
  const stopsAfterEpoch = ref(false)
  const failure = ref<string | null>(null)
  const kind = computed(() => run()?.status.kind ?? null)
  const id = (): string => run()?.record.id ?? ''

  watch([kind, () => silence(run())], () => {
    underWay.value = null
    stopsAfterEpoch.value = false
    failure.value = null
  })

  const ask: RunControls['ask'] = async (name, parameters, doing) => {
    underWay.value = doing ?? null
    failure.value = null
    const reply = await useLab().call(name, parameters)
    if (reply.ok) return reply.value
    underWay.value = null
    failure.value = `${reply.error.message} ${reply.error.remedy}`
    return null
  }

  return {
    underWay,
    stopsAfterEpoch,
    failure,
    running: computed(() => kind.value === 'running'),
    queued: computed(() => kind.value === 'queued'),
    resumable: computed(() => {
      const known = run()
      return known !== null && isResumable(known)
    }),
    ask,
    pause: () => void ask('runs.pause', { id: id() }, 'Pausing'),
    resume: (trainMore = 0, backTo) => void ask('runs.resume', { id: id(), trainMore, backTo }, 'Resuming'),
    async stop(when) {
      if ((await ask('runs.stop', { id: id(), when }, when === 'now' ? 'Stopping' : undefined)) !== undefined) {
        stopsAfterEpoch.value = when === 'epoch' && failure.value === null
      }
    },
    revive: (how) => void ask('runs.revive', { id: id(), how }, how === 'wake' ? 'Waking' : 'Ending'),
  }
}

function silence(run: RunSummary | null): string | null {
  return run?.status.kind === 'running' ? (run.status.silent?.kind ?? null) : null
}
