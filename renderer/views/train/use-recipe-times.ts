/** What a run of the first network would take here by each recipe, where this computer was measured. */
import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import { lengthInSteps, stepsPerEpoch } from '../../../core/training/schedule.ts'
import { useLab } from '../../lab.ts'
import type { TrainState } from './train-state.ts'
import { quietMs, type PredictionState } from './use-prediction.ts'

/** Milliseconds of training, evaluation not counted, by recipe id. Recipes of which nothing is foretold have none. */
export function useRecipeTimes({ networks, dataset, recipes, read }: TrainState, { measuredAt }: PredictionState) {
  const times = shallowRef<ReadonlyMap<string, number>>(new Map())
  const asked = computed(() =>
    JSON.stringify([networks.value[0], dataset.value?.id, read.value.device, recipes.value !== null, measuredAt.value]),
  )
  let newest = 0

  watchDebounced(
    asked,
    async () => {
      const mine = ++newest
      const [architecture] = networks.value
      const set = dataset.value
      const { device } = read.value
      // Only processors are measured.
      if (!architecture || !set || !device || device.kind === 'gpu' || measuredAt.value === null) {
        times.value = new Map()
        return
      }
      const made = (recipes.value ?? []).filter(({ datasets }) => datasets.includes(set.id))
      const known = await Promise.all(
        made.map(async ({ id, recipe }) => {
          const reply = await useLab().call('runs.predict', { architecture, dataset: set.id, recipe, device })
          const steps = lengthInSteps(recipe.length, stepsPerEpoch(set.trainCount, recipe))
          return reply.ok && reply.value ? [[id, reply.value.stepMs * steps] as const] : []
        }),
      )
      if (mine === newest) times.value = new Map(known.flat())
    },
    { debounce: quietMs, immediate: true },
  )
  return times
}
