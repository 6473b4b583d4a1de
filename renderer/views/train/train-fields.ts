/** The Train sheet's fields, what a person does to them, and what they make; undone and redone change by change. */
import { useStorage } from '@vueuse/core'
import { computed, reactive, ref, shallowRef, watch, type ComputedRef } from 'vue'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { fitsDataset, type ImageFormat } from '../../../core/architecture/fit-dataset.ts'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import { deviations, named, originOf, sameRecipe } from '../../../core/recipe/protocol.ts'
import { recipeFields } from '../../../core/recipe/fields.ts'
import type { DeviceChoice } from '../../../core/recipe/device.ts'
import type { Recipe, RecipePreset } from '../../../core/recipe/recipe.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import type { TrainStart } from '../../stores/train-sheet.ts'
import { noHistory, redo, remember, settle, undo } from './form-history.ts'
import { readForm, type FieldId, type FormProblem, type ReadForm, type TrainForm } from './train-form.ts'
import { useRecipes } from './use-recipes.ts'

const deviceFields = (device: DeviceChoice): Pick<TrainForm, 'device' | 'gpus'> =>
  device.kind === 'gpu' ? { device: 'gpu', gpus: device.gpus.join(', ') } : { device: device.kind, gpus: '0' }

/** What was started last, by data set. */
type LastUsed = Partial<Record<DatasetId, TrainForm>> & { dataset?: DatasetId }

export function useTrainFields(architectures: () => readonly Architecture[], start: TrainStart | null) {
  const datasets = useDatasetsStore()
  const last = useStorage<LastUsed>('stagecraft.train', {})
  const { recipes, failure } = useRecipes()
  const form = ref<TrainForm | null>(null)
  const history = shallowRef(noHistory)
  /** Fields that were left once: from then on what is wrong with them is shown while typing. */
  const left = reactive(new Set<FieldId>())

  watch(
    [recipes, () => datasets.datasets],
    ([list, sets]) => {
      if (form.value === null && list && sets) form.value = firstForm(list, sets)
    },
    { immediate: true },
  )

  function firstForm(list: readonly RecipePreset[], sets: readonly DatasetState[]): TrainForm | null {
    if (start) return { ...formFrom(start.dataset, start.recipe, list), ...deviceFields(start.device) }
    const [network] = architectures()
    const fits = sets.filter((set) => network && fitsDataset(network, imageFormat(set))).map((set) => set.id)
    const lastUsed = last.value.dataset
    const dataset = lastUsed && (fits.length === 0 || fits.includes(lastUsed)) ? lastUsed : (fits[0] ?? sets[0]?.id)
    return dataset ? formOf(dataset, list) : null
  }

  /** As it was used last with this data set, else the first recipe made for it. */
  function formOf(dataset: DatasetId, list: readonly RecipePreset[]): TrainForm | null {
    const kept = last.value[dataset]
    const preset = list.find((candidate) => candidate.datasets.includes(dataset))
    const fresh = preset ? formFrom(dataset, preset.recipe, list) : null
    // One that an earlier version kept lacks fields, and may hold what is read otherwise now.
    const isWhole = kept && fresh && Object.keys(fresh).every((field) => field in kept)
    return isWhole && list.some((candidate) => candidate.id === kept.recipeId) ? { ...fresh, ...kept, dataset } : fresh
  }

  function formFrom(dataset: DatasetId, recipe: Recipe, list: readonly RecipePreset[]): TrainForm {
    const base =
      list.find((candidate) => candidate.recipe.name === originOf(recipe)) ??
      list.find((candidate) => candidate.datasets.includes(dataset))
    return { dataset, recipeId: base?.id ?? '', device: 'auto', gpus: '0', ...recipeFields(recipe) }
  }

  const dataset = computed(() => (form.value ? (datasets.byId.get(form.value.dataset) ?? null) : null))
  const base = computed(() => recipes.value?.find((recipe) => recipe.id === form.value?.recipeId) ?? null)
  const nothingRead: ReadForm = {
    recipe: null,
    seeds: [],
    problems: [],
    epochSteps: null,
    totalSteps: null,
    rates: null,
    device: null,
  }
  const read: ComputedRef<ReadForm> = computed(() =>
    form.value && dataset.value ? readForm(form.value, dataset.value) : nothingRead,
  )
  const recipe = computed<Recipe | null>(() => {
    const asked = read.value.recipe
    if (!asked) return null
    return { ...asked, ...(base.value ? named(asked, base.value.recipe) : { name: 'own recipe', basedOn: null }) }
  })
  const changed = computed(() => recipe.value !== null && base.value !== null && !sameRecipe(recipe.value, base.value.recipe))
  /** Where the recipe is not the one it began from; null while a field is wrong. */
  const departs = computed(() => (recipe.value && base.value ? deviations(recipe.value, base.value.recipe) : null))

  const shownProblems = computed<readonly FormProblem[]>(() => read.value.problems.filter((problem) => left.has(problem.field)))
  const problemOf = (field: FieldId): FormProblem | null => shownProblems.value.find((problem) => problem.field === field) ?? null

  function change(to: Partial<TrainForm>): void {
    if (!form.value) return
    history.value = remember(history.value, form.value, to)
    form.value = { ...form.value, ...to }
  }
  /** What is typed in one field is one change until it is left. */
  function type(field: FieldId, text: string): void {
    change({ [field]: text })
  }
  function set(to: Partial<TrainForm>): void {
    history.value = settle(history.value)
    change(to)
    history.value = settle(history.value)
    showAll()
  }
  /** Nobody is typing: whatever is wrong now is shown. */
  function showAll(): void {
    for (const { field } of read.value.problems) left.add(field)
  }
  function leave(field: FieldId): void {
    history.value = settle(history.value)
    if (read.value.problems.some((problem) => problem.field === field)) left.add(field)
  }
  function chooseRecipe(id: string): void {
    const chosen = recipes.value?.find((candidate) => candidate.id === id)
    if (!chosen || !form.value) return
    left.clear()
    set({ ...recipeFields(chosen.recipe), seeds: form.value.seeds, recipeId: id })
  }
  /** Some settings as the recipe has them that this one began from. */
  function restore(fields: readonly FieldId[]): void {
    if (!base.value) return
    const published = Object.entries(recipeFields(base.value.recipe)).filter(([field]) => fields.some((each) => each === field))
    set(Object.fromEntries(published))
  }
  /** A step back, or forward again, in what was changed here. */
  function step(way: 'undo' | 'redo'): void {
    if (!form.value) return
    const gone = (way === 'undo' ? undo : redo)(history.value, form.value)
    form.value = gone.form
    history.value = gone.history
    showAll()
  }
  /** True when there was another data set before. */
  function chooseDataset(id: DatasetId): boolean {
    if (!recipes.value || !form.value || id === form.value.dataset) return false
    const next = formOf(id, recipes.value)
    left.clear()
    if (next) set({ ...next, seeds: form.value.seeds })
    return true
  }
  /** Keeps what was started as the start of the next. */
  function keep(): void {
    if (form.value) last.value = { ...last.value, dataset: form.value.dataset, [form.value.dataset]: form.value }
  }

  return {
    form,
    set,
    type,
    leave,
    problemOf,
    step,
    restore,
    recipes,
    failure,
    chooseRecipe,
    chooseDataset,
    datasets: computed(() => datasets.datasets ?? []),
    dataset,
    base,
    read,
    recipe,
    changed,
    departs,
    keep,
  }
}

export function imageFormat({ height, width, channels, classes }: DatasetState): ImageFormat {
  return { height, width, channels, classes: classes.length }
}
