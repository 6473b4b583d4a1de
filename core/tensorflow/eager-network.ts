/** A LayerGraph run layer by layer on a tfjs backend. tfjs differentiates it. */
import type { EagerTensor, Tfjs } from '../graph/eager-layer.ts'
import { ruleOf } from '../graph/analysis.ts'
import { imageId, type LayerGraph } from '../graph/layer-graph.ts'
import { valueOf } from '../graph/value-of.ts'

export interface EagerPass {
  /** Class scores, [batch, classes]. */
  readonly scores: EagerTensor
  /** Next values of the BN statistics, by `layer.statistic`; empty in evaluation. */
  readonly statistics: ReadonlyMap<string, EagerTensor>
  readonly outputs: readonly EagerTensor[]
}

/** Numbers from 0 to below 1 that a layer draws. */
export type EagerUniform = (layer: string, shape: readonly number[]) => EagerTensor

/**
 * `image` is [batch, height, width, channels], already scaled; `values` holds parameters and statistics by name; `branchFactors` is what
 * the branch of a residual block is multiplied by, by the id of the layer that ends it; `uniform` draws what
 * layers draw, in training alone.
 */
export function runEager(
  tf: Tfjs,
  graph: LayerGraph,
  values: ReadonlyMap<string, EagerTensor>,
  image: EagerTensor,
  training: boolean,
  branchFactors: ReadonlyMap<number, number> = new Map(),
  uniform: EagerUniform = drawsNothing,
): EagerPass {
  const statistics = new Map<string, EagerTensor>()
  const outputs: EagerTensor[] = []
  const value = (name: string): EagerTensor => valueOf(values, name)
  for (const layer of graph.layers) {
    const factor = branchFactors.get(layer.id)
    const inputs = (layer.id === imageId ? [image] : layer.inputs.map((id) => outputs[id] ?? image)).map((input, position) =>
      factor === undefined || position > 0 ? input : tf.mul(input, factor),
    )
    outputs.push(
      ruleOf(layer).eager(tf, {
        config: layer.config,
        inputs,
        training,
        parameter: (name) => value(`${layer.name}.${name}`),
        statistic: (name) => value(`${layer.name}.${name}`),
        updateStatistic: (name, next) => statistics.set(`${layer.name}.${name}`, next),
        uniform: (shape) => uniform(layer.name, shape),
      }),
    )
  }
  return { scores: outputs[outputs.length - 1] ?? image, statistics, outputs }
}

function drawsNothing(layer: string): never {
  throw new RangeError(`This pass is given no random numbers for ${layer}.`)
}

/** Mean softmax cross-entropy in nats and mean error. `labels` is [batch] int32; `targets`, [batch, classes], stand for them in the loss. */
export function eagerLoss(
  tf: Tfjs,
  scores: EagerTensor,
  labels: EagerTensor,
  targets: EagerTensor = tf.oneHot(labels, scores.shape[1] ?? 1),
): { loss: EagerTensor; error: EagerTensor } {
  const loss = tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(scores)), 1)))
  const error = tf.mean(tf.cast(tf.notEqual(tf.argMax(scores, 1), labels), 'float32'))
  return { loss, error }
}

/** How many examples have five scores or more above their label's. */
export function eagerBeyondFive(tf: Tfjs, scores: EagerTensor, labels: EagerTensor): EagerTensor {
  const own = tf.sum(tf.mul(tf.oneHot(labels, scores.shape[1] ?? 1), scores), 1, true)
  return tf.sum(tf.cast(tf.greaterEqual(tf.sum(tf.cast(tf.greater(scores, own), 'float32'), 1), 5), 'float32'))
}

/** Labels as [batch, classes], smoothed and mixed: `own` is each example's share of itself. */
export function eagerTargets(tf: Tfjs, labels: EagerTensor, classes: number, smoothing: number, own: number): EagerTensor {
  const hot = tf.add(tf.mul(tf.oneHot(labels, classes), 1 - smoothing), smoothing / classes)
  return own < 1 ? eagerMixed(tf, hot, own) : hot
}

/** Each example mixed with the one before it, the first with the last. */
export function eagerMixed(tf: Tfjs, values: EagerTensor, own: number): EagerTensor {
  const [batch = 1] = values.shape
  const before = tf.gather(
    values,
    tf.tensor1d(
      [...Array(batch).keys()].map((index) => (index + batch - 1) % batch),
      'int32',
    ),
  )
  return tf.add(tf.mul(values, own), tf.mul(before, 1 - own))
}
