/**
 * Dynamic loss scaling (Micikevicius et al. 2018): gradients too small for float16 would become zero, so the loss is multiplied by a
 * power of two, and the gradients divided by it before anything uses them. The scale grows while all is well, and shrinks when a
 * gradient is too large for float16. It is part of the state: a resumed run goes on with it.
 */
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { NetworkState } from './program.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'

/** As PyTorch's GradScaler begins. */
export const initialScale = 2 ** 16
/** Good steps in a row after which the scale doubles. */
const growthInterval = 2000
/** Float32 holds the gradients times more than that no longer. */
const largestScale = 2 ** 24

const scaleName = 'lossScale/scale'
const goodStepsName = 'lossScale/goodSteps'

export interface LossScale {
  /** A power of two. */
  readonly scale: Variable
  /** Steps since the scale last changed. */
  readonly goodSteps: Variable
  /** Both, by their names in the state. */
  readonly variables: ReadonlyMap<string, Variable>
}

export function lossScaleVariables(writer: GraphWriter): LossScale {
  const scale = writer.variable(scaleName, 'float32', [])
  const goodSteps = writer.variable(goodStepsName, 'float32', [])
  return {
    scale,
    goodSteps,
    variables: new Map([
      [scaleName, scale],
      [goodStepsName, goodSteps],
    ]),
  }
}

export function initialLossScale(scale = initialScale): NetworkState {
  return new Map([
    [scaleName, { shape: [], values: Float32Array.of(scale) }],
    [goodStepsName, { shape: [], values: Float32Array.of(0) }],
  ])
}

/** The gradient of the loss times the scale, still float32. */
export function emitScaledGradient(writer: GraphWriter, gradient: GraphTensor, scale: GraphTensor): GraphTensor {
  return writer.op('Mul', [gradient, scale], float32, { type: 'float32', shape: gradient.shape })
}

/** Gradients divided by the scale: exact, since it is a power of two. What has overflowed stays infinite or NaN. */
export function emitUnscaled(
  writer: GraphWriter,
  gradients: ReadonlyMap<string, GraphTensor>,
  scale: GraphTensor,
): Map<string, GraphTensor> {
  return writer.within('lossScale', () => {
    const inverse = writer.op('Reciprocal', [scale], float32, { type: 'float32', shape: [] })
    return new Map(
      [...gradients].map(([name, gradient]) => [
        name,
        writer.op('Mul', [gradient, inverse], float32, { type: 'float32', shape: gradient.shape }),
      ]),
    )
  })
}

/**
 * The effects that move the scale after a step: doubled after 2000 good ones, halved after one whose gradients are not all finite (a
 * scalar bool). They come with every step, also with one that is left out. `scale` and `goodSteps` are read before.
 */
export function emitLossScaleUpdate(
  writer: GraphWriter,
  lossScale: LossScale,
  scale: GraphTensor,
  finite: GraphTensor,
): string[] {
  return writer.within('lossScale', () => {
    const scalar = { type: 'float32', shape: [] } as const
    const constant = (value: number): GraphTensor => writer.floats([value], [])
    const binary = (op: string, a: GraphTensor, b: GraphTensor): GraphTensor => writer.op(op, [a, b], float32, scalar)
    const choose = (condition: GraphTensor, a: GraphTensor, b: GraphTensor): GraphTensor =>
      writer.op('SelectV2', [condition, a, b], float32, scalar)
    const good = binary('AddV2', writer.read(lossScale.goodSteps), constant(1))
    const grows = writer.op('GreaterEqual', [good, constant(growthInterval)], float32, { type: 'bool', shape: [] })
    const larger = choose(grows, binary('Minimum', binary('Mul', scale, constant(2)), constant(largestScale)), scale)
    const smaller = binary('Maximum', binary('Mul', scale, constant(0.5)), constant(1))
    const count = choose(finite, choose(grows, constant(0), good), constant(0))
    return [writer.assign(lossScale.goodSteps, count), writer.assign(lossScale.scale, choose(finite, larger, smaller))]
  })
}
