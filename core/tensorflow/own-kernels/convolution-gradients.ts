/** Both gradients of a convolution with BN behind it by one kernel, which makes what goes back through BN as it reads it. */
import { like, type Emitter, type GraphTensor } from '../../graph/graph-layer.ts'
import { backInputs, type BatchNormBack, type BatchNormSums, type BatchNormValues } from './batch-norm.ts'
import { reading, valuesOf, type ConvolutionReads } from './convolution.ts'

/** BN, an addition as asked for and ReLU that give a convolution its input: its gradient by the input goes on to that BN's output. */
export interface GoingOn {
  readonly values: BatchNormValues
  /** BN's input, where the convolution does not read through BN; else null. */
  readonly input: GraphTensor | null
  /** What goes back from other readers of ReLU's output; null for nothing. */
  readonly other: GraphTensor | null
}

export interface ConvolutionGradients {
  /** Where it goes on, what goes back through ReLU. */
  readonly byInput: GraphTensor
  readonly byWeights: GraphTensor
  /** Of the BN that it goes on to; null where it does not. */
  readonly sums: BatchNormSums | null
}

export function emitConvolutionGradients(
  emit: Emitter,
  { way, config, input, before, weights }: ConvolutionReads,
  behind: BatchNormBack,
  goingOn: GoingOn | null,
): ConvolutionGradients {
  const on = goingOn === null ? [] : valuesOf(goingOn.values)
  const onInputs = goingOn?.input == null ? [] : [goingOn.input]
  const others = goingOn?.other == null ? [] : [goingOn.other]
  const each = like(goingOn?.values.scale ?? behind.values.scale)
  const [byInput, byWeights, byScale, byOffset] = emit.node(
    `${way.operation}Gradients`,
    [...backInputs(behind), input, weights, ...valuesOf(before), ...on, ...onInputs, ...others],
    {
      ...reading(input, before),
      ...way.attributes(config, input),
      relu: { bool: behind.sums.relu },
      on_values: { int: on.length },
      on_inputs: { int: onInputs.length },
      others: { int: others.length },
    },
    [like(input), like(weights), each, each],
  )
  if (byInput === undefined || byWeights === undefined || byScale === undefined || byOffset === undefined)
    throw new Error('The gradients of a convolution have four outputs.')
  return { byInput, byWeights, sums: goingOn === null ? null : { gradient: byInput, relu: false, byScale, byOffset } }
}
