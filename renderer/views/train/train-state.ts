/** The Train sheet's state: its fields and what they make, the networks, and the runs that would be started. */
import { computed, ref } from 'vue'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { plainTwin } from '../../../core/architecture/edit.ts'
import { fitDataset, fitsDataset } from '../../../core/architecture/fit-dataset.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import type { CallParameters } from '../../../core/api/contract.ts'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import { nameWith } from '../../../core/text/names.ts'
import type { TrainStart } from '../../stores/train-sheet.ts'
import { imageFormat, useTrainFields } from './train-fields.ts'
import type { FieldId } from './train-form.ts'

export type PlannedRun = CallParameters<'runs.start'>['runs'][number]

/** Why training cannot start, in the order a person mends it. */
export interface Obstacle {
  readonly text: string
  /** Whether something is wrong, rather than not ready yet. */
  readonly wrong: boolean
  /** The field to mend first, where it is one. */
  readonly field?: FieldId
}

export function useTrain(architectures: () => readonly Architecture[], start: TrainStart | null) {
  const fields = useTrainFields(architectures, start)
  const { form, dataset, read, recipe, failure } = fields
  const twin = ref(false)
  const fitted = ref(false)

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
    const { seeds, device } = read.value
    if (!asked || !set || !device) return []
    return seeds.flatMap((seed) =>
      networks.value.map((architecture) => ({
        name: seeds.length > 1 ? nameWith(architecture.name, `, seed ${seed}`) : architecture.name,
        architecture,
        dataset: set.id,
        recipe: { ...asked, seed },
        device: device.kind === 'gpu' ? { ...device, gpus: [...device.gpus] } : device,
      })),
    )
  })

  const obstacle = computed<Obstacle | null>(() => {
    if (failure.value !== null) return { text: failure.value, wrong: true }
    if (!form.value || !dataset.value) return { text: 'Reading recipes and data sets', wrong: false }
    const { problems } = read.value
    const [problem] = problems
    if (problem) {
      const count = problems.length === 1 ? 'One field' : `${problems.length} fields`
      const names = problems.map(({ name }) => name).join(', ')
      return { text: `${count} must be mended: ${names}`, wrong: true, field: problem.field }
    }
    if (misfits.value.length > 0 && !fitted.value) return { text: `The design does not fit ${dataset.value.name}`, wrong: true }
    for (const network of networks.value) {
      const error = findProblems(network).find((candidate) => candidate.severity === 'error')
      if (error) return { text: `${network.name} cannot be trained. ${error.message}`, wrong: true }
    }
    return notReady(dataset.value)
  })

  function chooseDataset(id: DatasetId): void {
    if (fields.chooseDataset(id)) fitted.value = false
  }
  function fit(on: boolean): void {
    fitted.value = on
  }

  return { ...fields, chooseDataset, canTwin, twin, fitted, fit, misfits, asDesigned, networks, planned, obstacle }
}

export type TrainState = ReturnType<typeof useTrain>

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
