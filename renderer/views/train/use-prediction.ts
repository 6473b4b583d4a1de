/** What the planned runs would take on this machine, as the lab predicts it: asked for anew once nobody types. */
import { computed, type ComputedRef } from 'vue'
import type { Prediction } from '../../../core/prediction/prediction.ts'
import { evaluationsLeft } from '../../../core/recipe/schedule.ts'
import { useLab } from '../../lab.ts'
import { useLabStore } from '../../stores/lab-state.ts'
import { useMachine } from '../system/use-machine.ts'
import type { PlannedRun, TrainState } from './train-state.ts'
import { useQuietAnswer } from './use-quiet-answer.ts'

export interface PredictedRun {
  readonly run: PlannedRun
  readonly prediction: Prediction
}

export function usePrediction(train: TrainState) {
  const lab = useLabStore()
  /** One of each network: seeds take the same. */
  const distinct = computed(() => {
    const [first] = train.read.value.seeds
    return train.planned.value.filter((run) => run.recipe.seed === first)
  })
  const { machine, measuredAt } = useMachine()
  const { answer: predicted, asking } = useQuietAnswer<readonly PredictedRun[] | null>(
    () => JSON.stringify([distinct.value, measuredAt.value]),
    async () => {
      const runs = distinct.value
      const replies = await Promise.all(runs.map(({ name: _, ...request }) => useLab().call('runs.predict', request)))
      const known = runs.flatMap((run, index) => {
        const reply = replies[index]
        return reply?.ok && reply.value ? [{ run, prediction: reply.value }] : []
      })
      return known.length > 0 && known.length === runs.length ? known : null
    },
  )

  /** Null while fields are wrong, and where nothing was measured to tell from. */
  const known: ComputedRef<readonly PredictedRun[] | null> = computed(() => (distinct.value.length > 0 ? predicted.value : null))
  /** Training of all planned runs, without evaluation, in milliseconds. */
  const trainingMs = computed(() => {
    const { totalSteps, seeds } = train.read.value
    if (!known.value || totalSteps === null) return null
    return known.value.reduce((sum, { prediction }) => sum + prediction.stepMs, 0) * totalSteps * seeds.length
  })
  const largest = computed(() =>
    (known.value ?? []).reduce<PredictedRun | null>(
      (most, next) => (most && most.prediction.peakBytes >= next.prediction.peakBytes ? most : next),
      null,
    ),
  )
  /** Why it would not fit this computer's memory; null where it does, or nobody knows. */
  const tooLarge = computed(() => {
    const limit = lab.state?.memoryBytes ?? null
    const most = largest.value
    const inMemory = most?.run.device.kind === 'cpu' || lab.state?.hardware === 'cpu'
    return most && limit !== null && inMemory && most.prediction.peakBytes > limit ? { ...most, limit } : null
  })
  const evaluations = computed(() => {
    const { totalSteps, epochSteps } = train.read.value
    const recipe = train.recipe.value
    return recipe && totalSteps !== null && epochSteps !== null ? evaluationsLeft(recipe, 0, totalSteps, epochSteps) : null
  })

  return { known, asking, trainingMs, largest, tooLarge, evaluations, machine, measuredAt }
}

export type PredictionState = ReturnType<typeof usePrediction>
