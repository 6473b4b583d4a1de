/** Images of a data set asked from the lab whenever what is wanted changes. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { ApiError, CallParameters } from '../../../core/api/contract.ts'
import type { ImageSample } from '../../../core/datasets/sample.ts'
import { useLab } from '../../lab.ts'

export type Wanted = CallParameters<'datasets.sample'>

/** Samples in the order of what is wanted. Old ones stay until the new ones are all there; only the last request counts. */
export function useSamples(wanted: () => readonly Wanted[]): {
  samples: ShallowRef<readonly ImageSample[]>
  failure: ShallowRef<ApiError | null>
} {
  const samples = shallowRef<readonly ImageSample[]>([])
  const failure = shallowRef<ApiError | null>(null)
  let request = 0

  watch(
    () => JSON.stringify(wanted()),
    async () => {
      const mine = ++request
      const replies = await Promise.all(wanted().map((parameters) => useLab().call('datasets.sample', parameters)))
      if (mine !== request) return
      const failed = replies.find((reply) => !reply.ok)
      failure.value = failed && !failed.ok ? failed.error : null
      if (!failed) samples.value = replies.flatMap((reply) => (reply.ok ? [reply.value] : []))
    },
    { immediate: true },
  )
  onScopeDispose(() => (request += 1))
  return { samples, failure }
}
