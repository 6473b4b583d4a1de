/** A 3×3 convolution of stride 1 by our own kernels: weights stay float32, whatever the type of the map. */
import { totalByChannel } from '../../graph/arithmetic.ts'
import {
  like,
  only,
  typeOf,
  type Emitter,
  type Forward,
  type GraphLayer,
  type GraphTensor,
  type OutputSpec,
} from '../../graph/graph-layer.ts'
import { epsilon, share } from '../../graph/layers/batch-norm.ts'
import type { ConvConfig } from '../../graph/layers/conv-config.ts'
import { attributes, shortcuts, type BatchNormValues, type Behind } from './batch-norm.ts'

/** What is computed of BN on the way in and on the way out. */
export interface Joined {
  /** BN, with ReLU behind it, that the input passes as it is read: what is read is BN's input. Null for none. */
  readonly before: BatchNormValues | null
  /** Of BN behind it, whose statistics are gathered: those that run along. Null for none. */
  readonly running: Pick<BatchNormValues, 'mean' | 'variance'> | null
}

/** Where statistics are gathered they are saved: of the batch mean and variance, and the next ones that run along. */
export function ownConvolution({ before, running }: Joined): GraphLayer<ConvConfig> {
  return {
    forward(emit, { config, inputs, parameter }) {
      const image = only(inputs)
      if (running !== null) return emitWithStatistics(emit, image, parameter('weights'), before, running)
      const output = emit.op(
        'StagecraftConvolution',
        [image, parameter('weights'), ...valuesOf(before)],
        reading(image, before),
        mapOf(image, parameter('weights')),
      )
      return { output: config.bias ? biased(emit, output, parameter('bias', image.type)) : output, saved: [] }
    },
    backward(emit, { config, inputs, gradient, needsInputGradients, parameter }) {
      const image = only(inputs)
      const weights = parameter('weights')
      const read = [image, gradient, ...valuesOf(before)]
      const parameters: Record<string, GraphTensor> = {
        weights: emit.op('StagecraftConvolutionByWeights', read, reading(image, before), like(weights)),
      }
      if (config.bias) parameters.bias = totalByChannel(emit, gradient)
      return { inputs: [needsInputGradients ? emitByInput(emit, gradient, weights, like(image)) : null], parameters }
    },
  }
}

/** The gradient by the input, from the one by the output. */
export function emitByInput(emit: Emitter, gradient: GraphTensor, weights: GraphTensor, input: OutputSpec): GraphTensor {
  return emit.op('StagecraftConvolutionByInput', [gradient, weights], typeOf(gradient), input)
}

function emitWithStatistics(
  emit: Emitter,
  image: GraphTensor,
  weights: GraphTensor,
  before: BatchNormValues | null,
  running: Pick<BatchNormValues, 'mean' | 'variance'>,
): Forward {
  const each = like(running.mean)
  const [output, nextMean, nextVariance, mean, variance] = emit.node(
    'StagecraftConvolutionWithStatistics',
    [image, weights, ...valuesOf(before), running.mean, running.variance],
    { ...reading(image, before), share: { float: share } },
    [mapOf(image, weights), each, each, each, each],
  )
  if (
    output === undefined ||
    nextMean === undefined ||
    nextVariance === undefined ||
    mean === undefined ||
    variance === undefined
  )
    throw new Error('A convolution with statistics has five outputs.')
  return { output, saved: [mean, variance, nextMean, nextVariance] }
}

/** What a convolution reads. */
export interface ConvolutionReads {
  readonly input: GraphTensor
  readonly before: BatchNormValues | null
  readonly weights: GraphTensor
}

/** With BN behind it, whose statistics are known, the addition and ReLU: its output itself is nowhere. */
export function emitNormalised(
  emit: Emitter,
  { input, before, weights }: ConvolutionReads,
  { scale, offset, mean, variance }: BatchNormValues,
  behind: Behind,
): GraphTensor {
  return emit.op(
    'StagecraftConvolutionNormalised',
    [input, weights, ...valuesOf(before), scale, offset, mean, variance, ...shortcuts(behind)],
    { ...reading(input, before), ...attributes(input, behind) },
    mapOf(input, weights),
  )
}

export function reading(image: GraphTensor, before: BatchNormValues | null) {
  return { ...typeOf(image), before_values: { int: valuesOf(before).length }, epsilon: { float: epsilon } } as const
}

export function valuesOf(before: BatchNormValues | null): readonly GraphTensor[] {
  return before === null ? [] : [before.scale, before.offset, before.mean, before.variance]
}

function mapOf({ type, shape }: GraphTensor, weights: GraphTensor): Pick<GraphTensor, 'type' | 'shape'> {
  const [batch = 0, rows = 0, columns = 0] = shape
  return { type, shape: [batch, rows, columns, weights.shape[3] ?? 0] }
}

export function biased(emit: Emitter, output: GraphTensor, bias: GraphTensor): GraphTensor {
  return emit.op('BiasAdd', [output, bias], { ...typeOf(output), data_format: { text: 'NHWC' } }, like(output))
}
