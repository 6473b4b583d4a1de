/** A study of one's own: designs × recipes × values of their fields, by a grid or drawn at random; and what that takes. */
import { computed, ref, shallowRef } from 'vue'
import type { CallParameters } from '../../../core/api/contract.ts'
import type { ForeseenStudy } from '../../../core/api/contract/studies.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { Study } from '../../../core/study/study.ts'
import { sweepFields } from '../../../core/sweep/space.ts'
import { useLab } from '../../lab.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import { useVariedFields } from '../sweep/use-varied-fields.ts'
import { useQuietAnswer } from '../train/use-quiet-answer.ts'
import { useRecipes } from '../train/use-recipes.ts'
import { readSeeds } from './study-form.ts'

/** In the address, where the others have the id of their template. */
export const own = 'own'
export const ownMethods = ['grid', 'random'] as const

export type OwnPlan = { readonly study: Study; readonly foreseen: ForeseenStudy } | { readonly problems: readonly string[] }

export function useOwnStudyForm() {
  const { recipes } = useRecipes()
  const datasets = useDatasetsStore()
  const name = ref('Own study')
  const question = ref('')
  const dataset = ref<DatasetId>('cifar10')
  const designs = shallowRef<readonly Architecture[]>([])
  const recipeId = ref('quick')
  const seeds = ref('1, 2, 3')
  const method = ref<(typeof ownMethods)[number]>('grid')
  const draws = ref<number | null>(8)

  const recipe = computed(() => recipes.value?.find(({ id }) => id === recipeId.value)?.recipe ?? null)
  const varied = useVariedFields(() => {
    const [architecture] = designs.value
    return architecture && recipe.value ? sweepFields({ architecture, recipe: recipe.value }) : []
  }, [])

  /** What must be said before it is one; null where nothing. */
  const missing = computed(() => {
    if (name.value.trim() === '') return 'it needs a name'
    if (question.value.trim() === '') return 'it needs a question'
    if (designs.value.length === 0) return 'it needs a design'
    if (readSeeds(seeds.value) === null) return 'its seeds cannot be read'
    return varied.fields.value === null ? 'a field cannot be read' : null
  })
  const asked = computed((): CallParameters<'studies.compose'> | null => {
    const [fields, chosen, images] = [varied.fields.value, readSeeds(seeds.value), datasets.byId.get(dataset.value)]
    if (missing.value !== null || fields === null || chosen === null || recipe.value === null || images === undefined) return null
    return {
      name: name.value.trim(),
      question: question.value.trim(),
      designs: designs.value.map((design) => fitDataset(design, { ...images, classes: images.classes.length })),
      recipes: [recipe.value],
      fields,
      method: method.value,
      draws: draws.value ?? 1,
      drawSeed: 1,
      dataset: dataset.value,
      device: { kind: 'auto' },
      seeds: chosen,
      reach: null,
      reuse: true,
    }
  })
  const answer = useQuietAnswer(
    () => JSON.stringify(asked.value),
    async (): Promise<OwnPlan | null> => {
      if (asked.value === null) return null
      const made = await useLab().call('studies.compose', asked.value)
      if (!made.ok) return { problems: [`${made.error.message} ${made.error.remedy}`] }
      const foreseen = await useLab().call('studies.foresee', { study: made.value })
      return foreseen.ok
        ? { study: made.value, foreseen: foreseen.value }
        : { problems: [`${foreseen.error.message} ${foreseen.error.remedy}`] }
    },
  )
  return {
    recipes,
    name,
    question,
    dataset,
    designs,
    recipeId,
    seeds,
    method,
    draws,
    varied,
    missing,
    plan: answer.answer,
    asking: answer.asking,
  }
}
