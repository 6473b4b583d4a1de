/** A convolution by our own kernels: weights stay float32, whatever the type of the map. */
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
import { outputSides, type ConvolutionWay } from './convolution-ways.ts'

/** What is computed of BN on the way in and on the way out. */
export interface Joined {
  /** BN, with ReLU behind it, that the input passes as it is read: what is read is BN's input. Null for none. */
  readonly before: BatchNormValues | null
  /** Of BN behind it, whose statistics are gathered: those that run along. Null for none. */
  readonly running: Pick<BatchNormValues, 'mean' | 'variance'> | null
}

/** Where statistics are gathered they are saved: of the batch mean and variance, and the next ones that run along. */
export function ownConvolution(way: ConvolutionWay, { before, running }: Joined): GraphLayer<ConvConfig> {
  return {
    forward(emit, { config, inputs, parameter }) {
      const image = only(inputs)
      const reads = { way, config, input: image, before, weights: parameter('weights') }
      if (running !== null) return emitWithStatistics(emit, reads, running)
      const output = emit.op(way.operation, readInputs(reads), readAttributes(reads), outputOf(reads))
      return { output: config.bias ? biased(emit, output, parameter('bias', image.type)) : output, saved: [] }
    },
    backward(emit, { config, inputs, gradient, needsInputGradients, parameter }) {
      const image = only(inputs)
      const weights = parameter('weights')
      const reads = { way, config, input: image, before, weights }
      const read = [image, gradient, ...valuesOf(before)]
      const parameters: Record<string, GraphTensor> = {
        weights: emit.op(`${way.operation}ByWeights`, read, readAttributes(reads), like(weights)),
      }
      if (config.bias) parameters.bias = totalByChannel(emit, gradient)
      return { inputs: [needsInputGradients ? emitByInput(emit, reads, gradient) : null], parameters }
    },
  }
}

/** The gradient by the input, from the one by the output. */
export function emitByInput(
  emit: Emitter,
  { way, config, input, weights }: ConvolutionReads,
  gradient: GraphTensor,
): GraphTensor {
  const attributes = { ...typeOf(gradient), ...way.attributes(config, input) }
  return emit.op(`${way.operation}ByInput`, [gradient, weights], attributes, like(input))
}

function emitWithStatistics(
  emit: Emitter,
  reads: ConvolutionReads,
  running: Pick<BatchNormValues, 'mean' | 'variance'>,
): Forward {
  const each = like(running.mean)
  const [output, nextMean, nextVariance, mean, variance] = emit.node(
    `${reads.way.operation}WithStatistics`,
    [...readInputs(reads), running.mean, running.variance],
    { ...readAttributes(reads), share: { float: share } },
    [outputOf(reads), each, each, each, each],
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

/** A convolution, how it is computed, and what it reads. */
export interface ConvolutionReads {
  readonly way: ConvolutionWay
  readonly config: ConvConfig
  readonly input: GraphTensor
  readonly before: BatchNormValues | null
  readonly weights: GraphTensor
}

/** With BN behind it, whose statistics are known, the addition and ReLU: its output itself is nowhere. */
export function emitNormalised(emit: Emitter, reads: ConvolutionReads, values: BatchNormValues, behind: Behind): GraphTensor {
  return emit.op(
    `${reads.way.operation}Normalised`,
    [...readInputs(reads), ...valuesOf(values), ...shortcuts(behind)],
    { ...readAttributes(reads), ...attributes(reads.input, behind) },
    outputOf(reads),
  )
}

function readInputs({ input, weights, before }: ConvolutionReads): readonly GraphTensor[] {
  return [input, weights, ...valuesOf(before)]
}

function readAttributes({ way, config, input, before }: ConvolutionReads) {
  return { ...reading(input, before), ...way.attributes(config, input) }
}

export function reading(image: GraphTensor, before: BatchNormValues | null) {
  return { ...typeOf(image), before_values: { int: valuesOf(before).length }, epsilon: { float: epsilon } } as const
}

export function valuesOf(before: BatchNormValues | null): readonly GraphTensor[] {
  return before === null ? [] : [before.scale, before.offset, before.mean, before.variance]
}

function outputOf({ config, input: { type, shape } }: ConvolutionReads): OutputSpec {
  return { type, shape: [shape[0] ?? 0, ...outputSides(config, shape), config.width] }
}

function biased(emit: Emitter, output: GraphTensor, bias: GraphTensor): GraphTensor {
  return emit.op('BiasAdd', [output, bias], { ...typeOf(output), data_format: { text: 'NHWC' } }, like(output))
}
