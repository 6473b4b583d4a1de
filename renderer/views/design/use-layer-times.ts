/** What each layer of the design takes of a training step here, as the lab predicts it: asked only while it is shown, once nobody edits. */
import { computed, type ComputedRef } from 'vue'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { useLab } from '../../lab.ts'
import { useStream } from '../../use-stream.ts'
import { useQuietAnswer } from '../train/use-quiet-answer.ts'
import type { TimeOf } from './tone.ts'

export interface LayerTimes {
  readonly timeOf: ComputedRef<TimeOf>
  /** Why no time is known; null where it is, or may be. */
  readonly unknown: ComputedRef<string | null>
}

/** `wanted` gives the design whose times are shown; null asks for none. */
export function useLayerTimes(wanted: () => Architecture | null): LayerTimes {
  const { value: machine } = useStream('machine', () => ({}))
  const measuredAt = computed(() => (machine.value?.kind === 'measured' ? machine.value.at : null))
  const { answer } = useQuietAnswer<readonly number[] | null>(
    () => JSON.stringify([wanted(), measuredAt.value]),
    async () => {
      const architecture = wanted()
      if (architecture === null || measuredAt.value === null) return null
      const reply = await useLab().call('designs.times', { architecture })
      return reply.ok ? reply.value : null
    },
  )
  const timeOf = computed<TimeOf>(() => {
    const times = answer.value
    return ({ layers }) => (times ? layers.reduce((sum, { layer }) => sum + (times[layer.id] ?? 0), 0) : null)
  })
  return {
    timeOf,
    unknown: computed(() => (measuredAt.value === null ? 'this computer was not measured yet (System)' : null)),
  }
}
