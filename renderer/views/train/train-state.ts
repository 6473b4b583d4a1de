/** The Train sheet's state: its fields, what they make, what is wrong, and the runs that would be started. */
import { useStorage } from '@vueuse/core'
import { computed, reactive, ref, shallowRef, watch, type ComputedRef } from 'vue'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { plainTwin } from '../../../core/architecture/edit.ts'
import { fitDataset, fitsDataset, type ImageFormat } from '../../../core/architecture/fit-dataset.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import type { CallParameters, DatasetState } from '../../../core/api/contract.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { Recipe, RecipePreset } from '../../../core/training/recipe.ts'
import { callLab, LabError } from '../../lab.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import type { TrainStart } from '../../stores/train-sheet.ts'
import { readForm, recipeName, type FieldId, type FieldProblem, type ReadForm } from './read-form.ts'
import { recipeFields, type TrainForm } from './train-form.ts'

export type PlannedRun = CallParameters<'runs.start'>['runs'][number]

/** Why training cannot start, in the order a person mends it. */
export interface Obstacle {
  readonly text: string
  /** Whether something is wrong, rather than not ready yet. */
  readonly wrong: boolean
}

/** What was started last, by data set. */
type LastUsed = Partial<Record<DatasetId, TrainForm>> & { dataset?: DatasetId }

export function useTrain(architectures: () => readonly Architecture[], start: TrainStart | null) {
  const datasets = useDatasetsStore()
  const last = useStorage<LastUsed>('stagecraft.train', {})
  const recipes = shallowRef<readonly RecipePreset[] | null>(null)
  const failure = ref<string | null>(null)
  const form = ref<TrainForm | null>(null)
  /** Fields that were left once: from then on what is wrong with them is shown while typing. */
  const left = reactive(new Set<FieldId>())
  const twin = ref(false)
  const fitted = ref(false)

  void callLab('recipes.list', {})
    .then((list) => {
      recipes.value = list
    })
    .catch((thrown: unknown) => {
      failure.value = thrown instanceof LabError ? `${thrown.error.message} ${thrown.error.remedy}` : String(thrown)
    })

  watch(
    [recipes, () => datasets.datasets],
    ([list, sets]) => {
      if (form.value === null && list && sets) form.value = firstForm(list, sets)
    },
    { immediate: true },
  )

  function firstForm(list: readonly RecipePreset[], sets: readonly DatasetState[]): TrainForm | null {
    if (start) return formFrom(start.dataset, start.recipe, list)
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
    return kept && fresh && list.some((candidate) => candidate.id === kept.recipeId) ? { ...fresh, ...kept, dataset } : fresh
  }

  function formFrom(dataset: DatasetId, recipe: Recipe, list: readonly RecipePreset[]): TrainForm {
    const name = recipe.name.replace(/, changed$/, '')
    const base =
      list.find((candidate) => candidate.recipe.name === name) ?? list.find((candidate) => candidate.datasets.includes(dataset))
    return { dataset, recipeId: base?.id ?? '', ...recipeFields(recipe), seeds: String(recipe.seed) }
  }

  const dataset = computed(() => (form.value ? (datasets.byId.get(form.value.dataset) ?? null) : null))
  const base = computed(() => recipes.value?.find((recipe) => recipe.id === form.value?.recipeId) ?? null)
  const read: ComputedRef<ReadForm> = computed(() =>
    form.value && dataset.value
      ? readForm(form.value, dataset.value)
      : { recipe: null, seeds: [], problems: [], epochSteps: null, totalSteps: null },
  )
  const recipe = computed<Recipe | null>(() =>
    read.value.recipe ? { ...read.value.recipe, name: recipeName(read.value.recipe, base.value?.recipe ?? null) } : null,
  )
  const changed = computed(() => recipe.value !== null && recipe.value.name !== base.value?.recipe.name)

  const canTwin = computed(() => {
    const [only, ...others] = architectures()
    return only !== undefined && others.length === 0 && JSON.stringify(plainTwin(only).stages) !== JSON.stringify(only.stages)
  })
  const asDesigned = computed(() =>
    canTwin.value && twin.value ? architectures().flatMap((network) => [network, plainTwin(network)]) : architectures(),
  )
  const misfits = computed(() => {
    const set = dataset.value
    return set ? asDesigned.value.filter((network) => !fitsDataset(network, imageFormat(set))) : []
  })
  /** What would be trained: as designed, or fitted to the data set where the person asked for it. */
  const networks = computed(() => {
    const set = dataset.value
    return set && fitted.value ? asDesigned.value.map((network) => fitDataset(network, imageFormat(set))) : asDesigned.value
  })

  const planned = computed<PlannedRun[]>(() => {
    const asked = recipe.value
    const set = dataset.value
    if (!asked || !set) return []
    const { seeds } = read.value
    return seeds.flatMap((seed) =>
      networks.value.map((architecture) => ({
        name: seeds.length > 1 ? `${architecture.name}, seed ${seed}` : architecture.name,
        architecture,
        dataset: set.id,
        recipe: { ...asked, seed },
      })),
    )
  })

  const obstacle = computed<Obstacle | null>(() => {
    if (failure.value !== null) return { text: failure.value, wrong: true }
    if (!form.value || !dataset.value) return { text: 'Reading recipes and data sets', wrong: false }
    const [problem] = read.value.problems
    if (problem) return { text: `One field must be mended: ${problem.name}`, wrong: true }
    if (misfits.value.length > 0 && !fitted.value) return { text: `The design does not fit ${dataset.value.name}`, wrong: true }
    for (const network of networks.value) {
      const error = findProblems(network).find((candidate) => candidate.severity === 'error')
      if (error) return { text: `${network.name} cannot be trained. ${error.message}`, wrong: true }
    }
    return notReady(dataset.value)
  })

  const shownProblems = computed<readonly FieldProblem[]>(() => read.value.problems.filter((problem) => left.has(problem.field)))
  const problemOf = (field: FieldId): FieldProblem | null =>
    shownProblems.value.find((problem) => problem.field === field) ?? null

  function set(change: Partial<TrainForm>): void {
    if (form.value) form.value = { ...form.value, ...change }
  }
  function leave(field: FieldId): void {
    if (read.value.problems.some((problem) => problem.field === field)) left.add(field)
  }
  function chooseRecipe(id: string): void {
    const chosen = recipes.value?.find((candidate) => candidate.id === id)
    if (!chosen) return
    left.clear()
    set({ ...recipeFields(chosen.recipe), recipeId: id })
  }
  function chooseDataset(id: DatasetId): void {
    if (!recipes.value || id === form.value?.dataset) return
    const seeds = form.value?.seeds
    const next = formOf(id, recipes.value)
    left.clear()
    fitted.value = false
    form.value = next && seeds !== undefined ? { ...next, seeds } : next
  }
  function fit(on: boolean): void {
    fitted.value = on
  }
  /** Keeps what was started as the start of the next. */
  function keep(): void {
    if (form.value) last.value = { ...last.value, dataset: form.value.dataset, [form.value.dataset]: form.value }
  }

  return {
    form,
    set,
    leave,
    problemOf,
    recipes,
    chooseRecipe,
    chooseDataset,
    datasets: computed(() => datasets.datasets ?? []),
    dataset,
    base,
    read,
    recipe,
    changed,
    canTwin,
    twin,
    fitted,
    fit,
    misfits,
    asDesigned,
    networks,
    planned,
    obstacle,
    keep,
  }
}

export type TrainState = ReturnType<typeof useTrain>

export function imageFormat({ height, width, channels, classes }: DatasetState): ImageFormat {
  return { height, width, channels, classes: classes.length }
}

function notReady({ name, status }: DatasetState): Obstacle | null {
  switch (status.kind) {
    case 'ready':
      return null
    case 'absent':
      return { text: `${name} is not on this computer yet`, wrong: false }
    case 'downloading':
      return { text: `${name} is being downloaded`, wrong: false }
    case 'decoding':
      return { text: `${name} is being decoded`, wrong: false }
    case 'failed':
      return { text: `${name} could not be fetched`, wrong: true }
  }
}
