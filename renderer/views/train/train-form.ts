/** The Train sheet's fields: those of a recipe, the data set and where it runs. */
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import { readFields, type ReadFields, type RecipeField, type RecipeFields } from '../../../core/recipe/fields.ts'
import { gpusForm, readGpus, type DeviceChoice } from '../../../core/recipe/device.ts'

export interface TrainForm extends RecipeFields {
  readonly dataset: DatasetId
  /** Id of the recipe it began from. */
  readonly recipeId: string
  readonly device: DeviceChoice['kind']
  /** Numbers of the GPUs that share each batch, separated by commas. */
  readonly gpus: string
}

export type FieldId = RecipeField | 'gpus'
export type SwitchField = { [F in keyof TrainForm]: TrainForm[F] extends boolean ? F : never }[keyof TrainForm]
export type UnitField = Extract<RecipeField, `${string}Unit`>
/** Fields that take one of a few words. */
export type ChoiceField = Exclude<WordField, UnitField | 'dataset'>
type WordField = {
  [F in keyof TrainForm]: string extends TrainForm[F] ? never : TrainForm[F] extends string ? F : never
}[keyof TrainForm]

export interface FormProblem {
  readonly field: FieldId
  readonly name: string
  readonly message: string
  readonly mends: readonly { readonly label: string; readonly change: Partial<TrainForm> }[]
}

export interface ReadForm extends Omit<ReadFields, 'problems'> {
  readonly problems: readonly FormProblem[]
  /** Null where the GPUs cannot be read. */
  readonly device: DeviceChoice | null
}

export function readForm(form: TrainForm, images: { readonly trainCount: number; readonly height: number }): ReadForm {
  const read = readFields(form, images)
  const device = readDevice(form)
  return device.ok
    ? { ...read, device: device.choice }
    : { ...read, recipe: null, device: null, problems: [...read.problems, device.problem] }
}

function readDevice({ device, gpus: text }: TrainForm): { ok: true; choice: DeviceChoice } | { ok: false; problem: FormProblem } {
  if (device !== 'gpu') return { ok: true, choice: { kind: device } }
  const gpus = readGpus(text)
  if (gpus !== null) return { ok: true, choice: { kind: 'gpu', gpus } }
  const message = `GPUs are ${gpusForm}.`
  return { ok: false, problem: { field: 'gpus', name: 'GPUs', message, mends: [{ label: 'Set 0', change: { gpus: '0' } }] } }
}
