/** A study of one's own: designs × recipes × values of their fields, by a grid or drawn at random, kept in the address; and what that takes. */
import { computed } from 'vue'
import { z } from 'zod'
import type { CallParameters } from '../../../core/api/contract.ts'
import type { ForeseenStudy } from '../../../core/api/contract/studies.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { numberOf } from '../../../core/recipe/number-text.ts'
import { applyOptions, recipeOptions, type GivenOptions } from '../../../core/recipe/options.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { comparisons } from '../../../core/study/compared.ts'
import { measures } from '../../../core/study/measures.ts'
import { pairSchema, type Study } from '../../../core/study/study.ts'
import { sweepFields } from '../../../core/sweep/space.ts'
import { useLab } from '../../lab.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import { useDesignsStore } from '../../stores/designs.ts'
import { useVariedFields, variedFieldSchema } from '../sweep/use-varied-fields.ts'
import { useMachine } from '../system/use-machine.ts'
import { useQuietAnswer } from '../train/use-quiet-answer.ts'
import { useRecipes } from '../train/use-recipes.ts'
import { chosenRecipeSchema, recipeOf } from './chosen-recipe.ts'
import { changedSettingSchema, useChangedSettings } from './changed-settings.ts'
import { datasets, readReach, readSeeds } from './study-fields.ts'
import { useStudyPlace } from './study-place.ts'
import { useAsked } from './use-asked.ts'

/** In the address, where the others have the id of their template. */
export const own = 'own'
export const ownMethods = ['grid', 'random'] as const
/** `chosen`: pairs named one by one. */
export const ownComparisons = [...comparisons, 'chosen'] as const

export type OwnPlan = { readonly study: Study; readonly foreseen: ForeseenStudy } | { readonly problems: readonly string[] }

export function useOwnStudyForm() {
  const { recipes } = useRecipes()
  const store = useDatasetsStore()
  const library = useDesignsStore()
  const asked = useAsked(own)
  const name = asked.text('name', 'Own study')
  const question = asked.text('question')
  const dataset = asked.choice('data', datasets, 'cifar10')
  const designNames = asked.list('designs', z.string())
  const recipeChoices = asked.list('recipes', chosenRecipeSchema)
  const seeds = asked.text('seeds', '1, 2, 3')
  const method = asked.choice('method', ownMethods, 'grid')
  const [draws, drawSeed] = [wholeOf(asked.text('draws', '8')), wholeOf(asked.text('draw-seed', '1'))]
  const place = useStudyPlace(asked)
  const { machine, measuredAt } = useMachine()
  const reach = asked.text('reach')
  const compare = asked.choice('compare', ownComparisons, 'first')
  const by = asked.list('by', z.enum(measures))
  const pairs = asked.list('pairs', pairSchema)

  const designs = computed({
    get: () => designNames.value.flatMap((design) => library.named(design) ?? []),
    set: (to: readonly Architecture[]) => void (designNames.value = to.map((design) => design.name)),
  })
  const isKnown = computed(() => library.designs !== null && library.presets.length > 0)
  const gone = computed(() => (isKnown.value ? designNames.value.filter((design) => library.named(design) === null) : []))
  /** Where none is chosen: the shortest that is made for the images. */
  const usualRecipe = computed(() => recipes.value?.find((one) => one.datasets.includes(dataset.value))?.id ?? 'quick')
  const chosenRecipes = computed(() => {
    const chosen = recipeChoices.value.length === 0 ? [usualRecipe.value] : recipeChoices.value
    return chosen.flatMap((one) => recipeOf(one, recipes.value ?? []) ?? [])
  })
  const settings = useChangedSettings(asked.list('settings', changedSettingSchema), () => chosenRecipes.value[0] ?? null)
  const varied = useVariedFields(
    () => {
      const [[architecture], [recipe]] = [designs.value, chosenRecipes.value]
      return architecture && recipe ? sweepFields({ architecture, recipe }) : []
    },
    asked.list('vary', variedFieldSchema),
  )

  /** What must be said before it is one; null where nothing. */
  const missing = computed(() => {
    if (name.value.trim() === '') return 'it needs a name'
    if (question.value.trim() === '') return 'it needs a question'
    if (gone.value.length > 0) return `there is no design ${gone.value.join(', ')} any more`
    if (designs.value.length === 0) return 'it needs a design'
    if (readSeeds(seeds.value) === null) return 'its seeds cannot be read'
    if (reach.value.trim() !== '' && readReach(reach.value) === null) return 'the error to reach cannot be read'
    if (place.device.value === null) return 'the GPUs cannot be read'
    if (settings.given.value === null) return 'a setting cannot be read'
    if (method.value === 'random' && (draws.value === null || drawSeed.value === null)) return 'what is drawn cannot be read'
    return varied.fields.value === null ? 'a field cannot be read' : null
  })
  const parameters = computed((): CallParameters<'studies.compose'> | { readonly problem: string } | null => {
    const [fields, chosen, images] = [varied.fields.value, readSeeds(seeds.value), store.byId.get(dataset.value)]
    const [given, device] = [settings.given.value, place.device.value]
    if (missing.value !== null || fields === null || chosen === null || given === null || device === null || images === undefined)
      return null
    const made = chosenRecipes.value.map((recipe) => applyOptions(recipe, withPrecision(given, place.precision.value), images))
    const refused = made.find((one) => !one.ok)
    if (refused !== undefined && !refused.ok) return { problem: `${refused.option ?? 'The recipe'}: ${refused.reason}` }
    return {
      name: name.value.trim(),
      question: question.value.trim(),
      designs: designs.value.map((design) => fitDataset(design, { ...images, classes: images.classes.length })),
      recipes: made.flatMap((one) => (one.ok ? [one.recipe] : [])),
      fields,
      method: method.value,
      draws: draws.value ?? 1,
      drawSeed: drawSeed.value ?? 1,
      dataset: dataset.value,
      device,
      seeds: chosen,
      reach: readReach(reach.value),
      compare: compare.value === 'chosen' ? 'none' : compare.value,
      by: by.value.length === 0 ? ['error'] : [...by.value],
      pairs: compare.value === 'chosen' ? [...pairs.value] : null,
      reuse: true,
    }
  })
  const answer = useQuietAnswer(
    // What it takes is known once this computer was measured.
    () => JSON.stringify([parameters.value, measuredAt.value]),
    async (): Promise<OwnPlan | null> => {
      const wanted = parameters.value
      if (wanted === null) return null
      if ('problem' in wanted) return { problems: [wanted.problem] }
      const made = await useLab().call('studies.compose', wanted)
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
    recipeChoices,
    usualRecipe,
    seeds,
    method,
    draws,
    drawSeed,
    place,
    machine,
    reach,
    compare,
    by,
    pairs,
    settings,
    varied,
    missing,
    plan: answer.answer,
    asking: answer.asking,
  }
}

/** A whole number as the address keeps it; null while none can be read. */
function wholeOf(text: { value: string }) {
  return computed({
    get: () => {
      const read = numberOf(text.value, 'whole')
      return Number.isInteger(read) ? read : null
    },
    set: (to: number | null) => void (text.value = to === null ? '' : String(to)),
  })
}

function withPrecision(given: GivenOptions, precision: Recipe['precision'] | 'own'): GivenOptions {
  const option = recipeOptions.find(({ flag }) => flag === '--precision')
  return precision === 'own' || option === undefined ? given : { ...given, '--precision': option.read(precision) }
}
