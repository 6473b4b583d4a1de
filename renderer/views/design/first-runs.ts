/** The very first runs: a residual net and its plain twin on the digits that come with Stagecraft, so that no download is needed. */
import { watch } from 'vue'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { callLab, LabError } from '../../lab.ts'
import type { useDatasetsStore } from '../../stores/datasets.ts'

type Datasets = ReturnType<typeof useDatasetsStore>
const dataset = 'mnist'
const recipeId = 'quick-digits'

/** Queues a run of each net, and gives their ids. Throws a LabError with what to do. */
export async function startPair(
  nets: readonly { name: string; architecture: Architecture }[],
  datasets: Datasets,
): Promise<string[]> {
  const images = await digitsReady(datasets)
  const recipes = await callLab('recipes.list', {})
  const recipe = recipes.find((preset) => preset.id === recipeId)?.recipe
  if (!recipe)
    throw new LabError({
      code: 'recipe-missing',
      message: `The recipe ${recipeId} is missing.`,
      remedy: 'Install Stagecraft again.',
    })
  const format = { height: images.height, width: images.width, channels: images.channels, classes: images.classes.length }
  const runs = nets.map(
    ({ name, architecture }) =>
      ({
        name,
        architecture: fitDataset(architecture, format),
        dataset,
        recipe,
        device: { kind: 'auto' },
      }) as const,
  )
  const { ids } = await callLab('runs.start', { runs })
  return ids
}

/** The digits are bundled as JSON; they are unpacked once, which takes seconds. */
async function digitsReady(datasets: Datasets): Promise<DatasetState> {
  if (datasets.byId.get(dataset)?.status.kind !== 'ready') await callLab('datasets.download', { id: dataset })
  return new Promise((resolve, reject) => {
    const { stop } = watch(
      () => datasets.byId.get(dataset),
      (state) => {
        if (state?.status.kind === 'ready') resolve(state)
        else if (state?.status.kind === 'failed') {
          reject(new LabError({ code: 'dataset-failed', message: state.status.reason, remedy: state.status.remedy }))
        } else return
        queueMicrotask(() => stop())
      },
      { immediate: true },
    )
  })
}
