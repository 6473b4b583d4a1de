/** One run that is looked into: what was measured of it, and what is asked now, with how far that is. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { ApiError } from '../../../core/api/contract.ts'
import type { InspectionState } from '../../../core/api/contract/inspections.ts'
import type { Foreseen } from '../../../core/inspect/readings/foreseen.ts'
import type { KeptInspection } from '../../../core/inspect/kept.ts'
import type { Checkpoint } from '../../../core/store/run.ts'
import { useLab } from '../../lab.ts'
import { useStartedInspections } from '../../stores/inspections.ts'
import { useStream } from '../../use-stream.ts'
import { useRun } from '../run/use-run.ts'
import { useAnswer } from './use-answer.ts'
import { answerTo, askedOf, optionsKey, stepOf, type Question } from './question.ts'

export interface InspectedRun {
  readonly id: string
  /** Newest first; null while they are not known. */
  readonly checkpoints: ComputedRef<readonly Checkpoint[] | null>
  /** All that was measured of it; null until that is known. */
  readonly all: ShallowRef<readonly KeptInspection[] | null>
  /** The step whose network is meant; null where it has no such checkpoint, or that is not known yet. */
  readonly step: ComputedRef<number | null>
  /** What answers the question; null where that was not measured yet. */
  readonly kept: ComputedRef<KeptInspection | null>
  /** Of the analysis that was started for this question; null where none was, and once its answer is here. */
  readonly state: ComputedRef<InspectionState | null>
  /** How long it will take; null where that is not known, and once there is an answer. */
  readonly foreseen: ShallowRef<Foreseen | null>
  /** Why it could not be started. */
  readonly refused: ShallowRef<ApiError | null>
  start(): Promise<void>
  cancel(): Promise<void>
}

export function useInspectedRun(id: string, question: () => Question): InspectedRun {
  const started = useStartedInspections()
  const { detail } = useRun(id)
  const { value: all } = useStream('inspections', () => ({ run: id }))
  const checkpoints = computed(() => detail.value?.checkpoints ?? null)
  const step = computed(() => stepOf(question().checkpoint, checkpoints.value ?? []))
  const kept = computed(() => answerTo(question(), step.value, all.value ?? []))

  const key = computed(() => {
    const { kind, options, checkpoint } = question()
    return `${id} ${kind} ${step.value ?? checkpoint} ${optionsKey(options)}`
  })
  const underWay = computed(() => started.idOf(key.value))
  const { value: told, waiting } = useStream('inspection', () => (underWay.value === null ? null : { id: underWay.value }))
  const state = computed(() => (kept.value !== null || underWay.value === null || waiting.value ? null : told.value))
  const refused = shallowRef<ApiError | null>(null)
  watch(key, () => (refused.value = null))

  const { value: foreseen } = useAnswer('inspections.foresee', () => {
    const asked = askedOf(question())
    return kept.value === null && asked !== null ? { run: id, asked } : null
  })

  return {
    id,
    checkpoints,
    all,
    step,
    kept,
    state,
    foreseen,
    refused,
    async start() {
      const asked = askedOf(question())
      if (asked === null) return
      const about = key.value
      refused.value = null
      const reply = await useLab().call('inspections.start', { run: id, checkpoint: question().checkpoint, asked })
      if (reply.ok) started.began(about, reply.value.id)
      else if (about === key.value) refused.value = reply.error
    },
    async cancel() {
      const about = key.value
      if (underWay.value === null) return
      await useLab().call('inspections.cancel', { id: underWay.value })
      started.forget(about)
    },
  }
}
