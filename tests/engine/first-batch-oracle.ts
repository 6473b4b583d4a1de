/** One batch through an untrained network by tfjs alone, with the definitions of core/graph/first-batch.ts spelled out in double precision. */
import * as tf from '@tensorflow/tfjs'
import { ruleOf } from '../../core/graph/analysis.ts'
import type { FirstBatchQuantity } from '../../core/graph/first-batch.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'

export interface OracleView {
  /** As `layer quantity`. */
  readonly numbers: ReadonlyMap<string, number>
  /** Gradient of the loss by the image, [batch, …] as one vector. */
  readonly byImage: Float64Array
}

/** `values`: parameters by `layer.parameter`. The gradient by a layer's output is that by a zero added to it. */
export function oracleView(
  graph: LayerGraph,
  values: ReadonlyMap<string, tf.Tensor>,
  image: tf.Tensor,
  loss: (scores: tf.Tensor) => tf.Tensor,
): OracleView {
  const [images = 0] = image.shape
  const names = [...values.keys()]
  const zeros = graph.layers.map(({ outputShape }) => tf.zeros([images, ...outputShape]))
  const outputs: tf.Tensor[] = []
  const run = (...trained: tf.Tensor[]): tf.Scalar => {
    outputs.length = 0
    const value = (name: string): tf.Tensor => trained[names.indexOf(name)] ?? image
    for (const layer of graph.layers) {
      const output = ruleOf(layer).eager(tf, {
        config: layer.config,
        inputs: layer.inputs.length === 0 ? [image] : layer.inputs.map((id) => outputs[id] ?? image),
        training: true,
        parameter: (name) => value(`${layer.name}.${name}`),
        statistic: () => tf.scalar(0),
        updateStatistic: () => undefined,
        uniform: () => {
          throw new Error('No layer of these nets draws.')
        },
      })
      outputs.push(tf.add(output, trained[names.length + layer.id] ?? 0))
    }
    return loss(outputs.at(-1) ?? image) as tf.Scalar
  }
  const trained = [...values.values(), ...zeros]
  const grads = tf
    .valueAndGrads(run)(trained)
    .grads.map((gradient) => Float64Array.from(gradient.dataSync()))
  run(...trained)
  const numbers = new Map<string, number>()
  for (const layer of graph.layers) {
    const say = (quantity: FirstBatchQuantity, value: number): void => void numbers.set(`${layer.name} ${quantity}`, value)
    const output = Float64Array.from(outputs[layer.id]?.dataSync() ?? [])
    const units = unitsOf(output, images)
    say('mean', mean(output))
    say('std', Math.sqrt(variance(output)))
    say('imageStd', Math.sqrt(mean(units.map(variance))))
    if (layer.inputs.length > 0) say('gradientNorm', norm(grads[names.length + layer.id] ?? []))
    const weights = names.indexOf(`${layer.name}.weights`)
    if (weights >= 0) {
      say('weightGradientNorm', norm(grads[weights] ?? []))
      say('weightNorm', norm(trained[weights]?.dataSync() ?? []))
    }
    if (layer.kind === 'relu') {
      say('deadShare', mean(units.map((unit) => Number(unit.every((value) => value === 0)))))
      say('openShare', mean(units.map((unit) => Number(unit.every((value) => value > 0)))))
    }
  }
  return { numbers, byImage: grads[names.length] ?? new Float64Array() }
}

/** For each unit its number for every image. */
function unitsOf(output: Float64Array, images: number): number[][] {
  const units = output.length / images
  return Array.from({ length: units }, (_, unit) =>
    Array.from({ length: images }, (_, index) => output[index * units + unit] ?? NaN),
  )
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: ArrayLike<number>): number {
  const middle = mean(values)
  return mean(Array.from(values, (value) => (value - middle) ** 2))
}

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0))
}
