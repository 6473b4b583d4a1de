/** What a training step of the design takes here, and each layer of it, as the lab predicts it: asked once nobody edits. */
import { computed, type ComputedRef, type ShallowRef } from 'vue'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { CalibrationState, TimesHere } from '../../../core/api/contract/predictions.ts'
import { useLab } from '../../lab.ts'
import { useMachine } from '../system/use-machine.ts'
import { useQuietAnswer } from '../train/use-quiet-answer.ts'
import type { TimeOf } from './tone.ts'

export interface StepTimes {
  /** Null where it is not known, or not yet. */
  readonly step: ComputedRef<TimesHere | null>
  readonly timeOf: ComputedRef<TimeOf>
  /** Whether it will be known in a moment. */
  readonly asking: ComputedRef<boolean>
  /** Whether this computer was measured; null before the lab has said so. */
  readonly machine: ShallowRef<CalibrationState | null>
  /** Why no time can be known; null where it can. */
  readonly unknown: ComputedRef<string | null>
}

/** `wanted` gives the design; null while it cannot be trained. */
export function useStepTimes(wanted: () => Architecture | null): StepTimes {
  const { machine, measuredAt } = useMachine()
  const { answer, asking } = useQuietAnswer<TimesHere | null>(
    () => JSON.stringify([wanted(), measuredAt.value]),
    async () => {
      const architecture = wanted()
      if (architecture === null || measuredAt.value === null) return null
      const reply = await useLab().call('designs.times', { architecture })
      return reply.ok ? reply.value : null
    },
  )
  return {
    step: answer,
    timeOf: computed<TimeOf>(() => {
      const times = answer.value?.layers
      return ({ layers }) => (times ? layers.reduce((sum, { layer }) => sum + (times[layer.id] ?? 0), 0) : null)
    }),
    asking: computed(() => asking.value && measuredAt.value !== null && wanted() !== null),
    machine,
    unknown: computed(() => (measuredAt.value === null ? 'this computer was not measured yet (System)' : null)),
  }
}
