/** Training what a run trained once more: the same, changed, or from a terminal. */
import { useClipboard } from '@vueuse/core'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/route.ts'
import { useToast } from '../../app/toast.ts'
import { branchRecipe } from '../../../core/api/branch-recipe.ts'
import { isTrainedHere } from '../../../core/api/trained-elsewhere.ts'
import type { TrainedDetail } from '../../../core/api/contract/runs.ts'
import { runCommand } from '../../../core/api/run-command.ts'
import type { CommandLine } from '../../../core/api/train-command.ts'
import { freeNameAmong, nameWith } from '../../../core/text/names.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import { useDesignsStore } from '../../stores/designs.ts'
import { useLabStore } from '../../stores/lab-state.ts'
import { useRunsStore } from '../../stores/runs.ts'
import { useTrainSheet } from '../../stores/train-sheet.ts'
import { useSweepSheet } from '../sweep/sweep-sheet.ts'
import { useRecipes } from '../train/use-recipes.ts'
import type { RunControls } from './use-run-controls.ts'

export function useRunAgain(detail: () => TrainedDetail, controls: RunControls): void {
  const sheet = useTrainSheet()
  const runs = useRunsStore()
  const designs = useDesignsStore()
  const datasets = useDatasetsStore()
  const lab = useLabStore()
  const { recipes } = useRecipes()
  const { copy } = useClipboard()
  const toast = useToast()
  const record = () => detail().summary.record

  async function rerun(): Promise<void> {
    const { architecture, dataset, recipe, device, name: before } = record()
    const name = freeNameAmong(
      (runs.runs ?? []).map((run) => run.record.name),
      nameWith(before, ', again'),
    )
    const made = await controls.ask('runs.start', {
      runs: [
        { name, architecture, dataset, recipe, device: device.kind === 'gpu' ? { ...device, gpus: [...device.gpus] } : device },
      ],
    })
    const [id] = made?.ids ?? []
    if (id !== undefined) navigate({ view: 'run', id })
  }
  function again(): void {
    const { architecture, dataset, recipe, device } = record()
    sheet.open([architecture], { dataset, recipe, device })
  }
  function againSlower(): void {
    const { architecture, dataset, device, totalSteps } = record()
    sheet.open([architecture], { dataset, device, recipe: branchRecipe(record(), { factor: 0.1, totalSteps }) })
  }
  const sweeps = useSweepSheet()
  function sweep(): void {
    const { architecture, dataset, recipe, device } = record()
    sweeps.open({
      name: architecture.name,
      architecture,
      dataset,
      recipe,
      device: device.kind === 'gpu' ? { ...device, gpus: [...device.gpus] } : device,
      seeds: [recipe.seed],
    })
  }
  function command(): CommandLine {
    const { dataset } = record()
    const set = datasets.byId.get(dataset)
    if (!set || recipes.value === null || lab.state === null || designs.presets.length === 0)
      return { ok: false, reason: 'recipes and presets are being read' }
    return runCommand({
      record: record(),
      recordOf: (id) => (runs.runs ?? []).filter(isTrainedHere).find(({ record: { id: own } }) => own === id)?.record ?? null,
      presets: designs.presets,
      recipes: recipes.value,
      images: { ...set, classes: set.classes.length },
      library: lab.state.libraryWords,
      windows: navigator.platform.startsWith('Win'),
    })
  }
  async function copyCommand(): Promise<void> {
    const line = command()
    if (!line.ok) return
    await copy(line.text)
    toast.show({ text: 'The command is on the clipboard' })
  }

  useCommands([
    { id: 'run.rerun', title: () => 'Train this run again, the same', also: 'rerun repeat', run: () => void rerun() },
    { id: 'run.again', title: () => 'Train this design again, changed…', also: 'rerun with changes', run: again },
    {
      id: 'run.again-slower',
      title: () => 'Train this design again, at a tenth of the learning rate…',
      also: 'diverged',
      run: againSlower,
    },
    {
      id: 'run.sweep',
      title: () => 'Vary the recipe and design of this run in a sweep…',
      also: 'grid random tpe hyperparameter search tune',
      run: sweep,
    },
    {
      id: 'run.copy-command',
      title: () => 'Copy this run as a command line',
      also: 'terminal shell lab train',
      off: () => {
        const line = command()
        return line.ok ? null : line.reason
      },
      run: () => void copyCommand(),
    },
  ])
}
