/** What a network was predicted to take where it is used, beside what was measured: told when it is looked at, so that it knows a computer measured since. */
import { graphOf } from '../../export/export.ts'
import { Failure } from '../../files/failure.ts'
import { isSameMachine, type KnownSpeeds } from '../../prediction/calibration.ts'
import { evaluationBytes, evaluationTime } from '../../prediction/evaluation.ts'
import { readRunRecord } from '../../store/run-folder.ts'
import { devicePlan } from '../../tensorflow/inspection/device-program.ts'
import { precisionOf, type Form, type FormResult } from '../analyses/devices.ts'
import type { ResultOf } from '../analyses.ts'
import { foldedGraph } from '../figures/fold-batch-norm.ts'
import { readInspection, type Asked } from '../kept.ts'

/** Of one form, in the order of what was measured. */
export interface PredictedForm {
  readonly form: Form
  /** Milliseconds; null where no speeds are known. */
  readonly times: readonly (number | null)[]
  readonly bytes: readonly number[]
}

export interface PredictedUse {
  readonly forms: readonly PredictedForm[]
  /** Why no times are predicted: this computer's speeds were not measured, or it is not the one that was measured on; null where they are. */
  readonly lacks: 'speeds' | 'machine' | null
}

/** `speedsOf`: this computer's, by the kernels. Throws a Failure `not-measured` where it was not measured. */
export function readPredictedUse(
  runFolder: string,
  { step, options }: Omit<Asked<'devices'>, 'kind'>,
  speedsOf: (kernels: 'own' | 'tensorflow') => KnownSpeeds | null,
): PredictedUse {
  const kept = readInspection(runFolder, { kind: 'devices', step, options })
  const record = readRunRecord(runFolder)
  if (kept === null)
    throw new Failure('not-measured', `What ${record.name} takes at step ${step} was not measured yet.`, 'Measure it first.')
  return predictedUse(record, kept.result, speedsOf)
}

/** `architecture` and `recipe` of the run that `result` is of. */
export function predictedUse(
  { architecture, recipe }: Pick<ReturnType<typeof readRunRecord>, 'architecture' | 'recipe'>,
  { machine, ownKernels, forms }: ResultOf<'devices'>,
  speedsOf: (kernels: 'own' | 'tensorflow') => KnownSpeeds | null,
): PredictedUse {
  const whole = graphOf(architecture)
  const known = speedsOf(recipe.kernels)
  const lacks = known === null ? 'speeds' : isSameMachine(known.machine, machine) ? null : 'machine'
  const predicted = ({ form, latencies, memory }: FormResult): PredictedForm => {
    const graph = form === 'folded' ? foldedGraph(whole) : whole
    const precision = precisionOf(form)
    // Speeds are of kinds of layers: which convolutions are direct ones for outliers they do not tell.
    const used = { graph, precision, kernels: devicePlan({ graph, recipe, precision, outliers: [], own: ownKernels }) }
    const speeds = lacks === null ? known?.speeds[precision] : undefined
    return {
      form,
      times: latencies.map(({ batch, threads }) =>
        speeds === undefined ? null : evaluationTime({ ...used, batch }, speeds, { threads, cores: machine.cores }),
      ),
      bytes: memory.map(({ batch }) => evaluationBytes({ ...used, batch })),
    }
  }
  return { forms: forms.map(predicted), lacks }
}
