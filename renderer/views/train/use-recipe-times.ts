/** What a run of the first network would take here by each recipe, where this computer was measured. */
import { computed } from 'vue'
import { lengthInSteps, stepsPerEpoch } from '../../../core/recipe/schedule.ts'
import { useLab } from '../../lab.ts'
import type { TrainState } from './train-state.ts'
import type { PredictionState } from './use-prediction.ts'
import { useQuietAnswer } from './use-quiet-answer.ts'

type Times = ReadonlyMap<string, number>

/** Milliseconds of training, evaluation not counted, by recipe id. Recipes of which nothing is predicted have none. */
export function useRecipeTimes({ networks, dataset, recipes, read }: TrainState, { measuredAt }: PredictionState) {
  const { answer } = useQuietAnswer<Times>(
    () => JSON.stringify([networks.value[0], dataset.value?.id, read.value.device, recipes.value !== null, measuredAt.value]),
    async () => {
      const [architecture] = networks.value
      const set = dataset.value
      const { device } = read.value
      // Only processors are measured.
      if (!architecture || !set || !device || device.kind === 'gpu' || measuredAt.value === null) return new Map()
      const made = (recipes.value ?? []).filter(({ datasets }) => datasets.includes(set.id))
      const known = await Promise.all(
        made.map(async ({ id, recipe }) => {
          const reply = await useLab().call('runs.predict', { architecture, dataset: set.id, recipe, device })
          const steps = lengthInSteps(recipe.length, stepsPerEpoch(set.trainCount, recipe))
          return reply.ok && reply.value ? [[id, reply.value.stepMs * steps] as const] : []
        }),
      )
      return new Map(known.flat())
    },
  )
  return computed<Times>(() => answer.value ?? new Map())
}
