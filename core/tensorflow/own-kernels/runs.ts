/** A run of layers that one kernel computes, as the passes of a network see it: the output and the gradients of each of its layers. */
import type { Emitter, Forward, GraphTensor } from '../../graph/graph-layer.ts'
import { like, typeOf } from '../../graph/graph-layer.ts'
import {
  emitApplied,
  emitByInput,
  emitSums,
  emitTrained,
  type BatchNormSums,
  type BatchNormValues,
  type Behind,
} from './batch-norm.ts'
import { emitNormalised, type ConvolutionReads } from './convolution.ts'
import { layersOf, type Run } from '../../graph/kernel-plan.ts'

/** What a run reads. */
export interface RunInputs {
  readonly input: GraphTensor
  readonly shortcut: GraphTensor | null
  /** Of its BN; `mean` and `variance` are those of the batch once they are known, till then and in evaluation those that run along. */
  readonly values: BatchNormValues
}

/** Outputs by layer. All but the last's are made only for what looks inside the network: nothing else reads them. */
export type RunForward = ReadonlyMap<number, Forward>

/** `gathered`: what a convolution has saved that gathered the statistics (`ownConvolution`); else BN makes them. */
export function emitRunTraining(
  emit: Emitter,
  run: Run,
  inputs: RunInputs,
  gathered: readonly GraphTensor[],
  update: (name: string, value: GraphTensor) => void,
): RunForward {
  const [mean, variance, nextMean, nextVariance] = gathered
  if (mean === undefined || variance === undefined || nextMean === undefined || nextVariance === undefined) {
    const trained = emitTrained(emit, inputs.input, inputs.values, behind(run, inputs))
    update('mean', trained.nextMean)
    update('variance', trained.nextVariance)
    return outputs(emit, run, inputs, { ...inputs.values, mean: trained.mean, variance: trained.variance }, trained.output)
  }
  update('mean', nextMean)
  update('variance', nextVariance)
  return emitRunApplied(emit, run, { ...inputs, values: { ...inputs.values, mean, variance } })
}

/** With statistics that are known: in evaluation those that run along, else the batch's, and then to the same bits as the first time. */
export function emitRunApplied(emit: Emitter, run: Run, inputs: RunInputs): RunForward {
  return outputs(emit, run, inputs, inputs.values, emitApplied(emit, inputs.input, inputs.values, behind(run, inputs)))
}

/** With the convolution that gives BN its input; that output of its own is made only for what looks inside the network. */
export function emitRunOfConvolution(emit: Emitter, run: Run, inputs: RunInputs, convolution: ConvolutionReads): RunForward {
  return outputs(emit, run, inputs, inputs.values, emitNormalised(emit, convolution, inputs.values, behind(run, inputs)))
}

function outputs(emit: Emitter, run: Run, inputs: RunInputs, values: BatchNormValues, output: GraphTensor): RunForward {
  const saved = [values.mean, values.variance]
  const upTo = (added: boolean): GraphTensor =>
    emitApplied(emit, inputs.input, values, { shortcut: added ? inputs.shortcut : null, relu: false })
  const layers = layersOf(run)
  return new Map(
    layers.map((id, index) => {
      const isLast = index === layers.length - 1
      return [id, { output: isLast ? output : upTo(id === run.addition?.layer), saved }]
    }),
  )
}

/** `shares` are added to the gradient by the run's output, `total` is their sum; `forward` is the run's. */
export function emitRunSums(
  emit: Emitter,
  run: Run,
  inputs: RunInputs,
  [first, ...others]: readonly GraphTensor[],
  total: GraphTensor,
  output: GraphTensor,
): BatchNormSums {
  if (first === undefined) throw new RangeError('Nothing goes back to this run.')
  const [second, ...more] = others
  // The kernel adds two by itself.
  const gradients: readonly [GraphTensor, ...GraphTensor[]] =
    second === undefined ? [first] : more.length === 0 ? [first, second] : [total]
  return emitSums(emit, inputs.input, inputs.values, gradients, output, behind(run, inputs))
}

/** By each layer, what goes back to BN's input, to both inputs of the addition, to ReLU's. */
export interface RunBackward {
  readonly byBatchNorm: GraphTensor
  readonly byAddition: GraphTensor
  readonly byRelu: GraphTensor
}

export function emitRunBackward(
  emit: Emitter,
  { input, values }: RunInputs,
  sums: BatchNormSums,
  total: () => GraphTensor,
  output: GraphTensor,
): RunBackward {
  const throughRelu = (): GraphTensor => emit.op('ReluGrad', [total(), output], typeOf(output), like(output))
  const passed = sums.relu ? throughRelu() : sums.gradient
  return { byBatchNorm: emitByInput(emit, { input, values, sums }), byAddition: passed, byRelu: passed }
}

function behind(run: Run, { shortcut }: RunInputs): Behind {
  return { shortcut, relu: run.relu !== null }
}
