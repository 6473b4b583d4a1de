/** A LayerGraph run layer by layer on a tfjs backend. tfjs differentiates it. */
import type { EagerTensor, Tfjs } from '../graph/eager-layer.ts'
import { ruleOf } from '../graph/analysis.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'

export interface EagerPass {
  /** Class scores, [batch, classes]. */
  readonly scores: EagerTensor
  /** Next values of the BN statistics, by `layer.statistic`; empty in evaluation. */
  readonly statistics: ReadonlyMap<string, EagerTensor>
  readonly outputs: readonly EagerTensor[]
}

/** `image` is [batch, height, width, channels], already scaled; `values` holds parameters and statistics by name. */
export function runEager(
  tf: Tfjs,
  graph: LayerGraph,
  values: ReadonlyMap<string, EagerTensor>,
  image: EagerTensor,
  training: boolean,
): EagerPass {
  const statistics = new Map<string, EagerTensor>()
  const outputs: EagerTensor[] = []
  const value = (name: string): EagerTensor => {
    const found = values.get(name)
    if (found === undefined) throw new RangeError(`The network has no "${name}".`)
    return found
  }
  for (const layer of graph.layers) {
    const inputs = layer.kind === 'input' ? [image] : layer.inputs.map((id) => outputs[id] ?? image)
    outputs.push(
      ruleOf(layer).eager(tf, {
        config: layer.config,
        inputs,
        training,
        parameter: (name) => value(`${layer.name}.${name}`),
        statistic: (name) => value(`${layer.name}.${name}`),
        updateStatistic: (name, next) => statistics.set(`${layer.name}.${name}`, next),
      }),
    )
  }
  return { scores: outputs[outputs.length - 1] ?? image, statistics, outputs }
}

/** Mean softmax cross-entropy in nats and mean error. `labels` is [batch] int32. */
export function eagerLoss(tf: Tfjs, scores: EagerTensor, labels: EagerTensor): { loss: EagerTensor; error: EagerTensor } {
  const classes = scores.shape[1] ?? 1
  const chances = tf.logSoftmax(scores)
  const hot = tf.oneHot(labels, classes)
  const loss = tf.neg(tf.mean(tf.sum(tf.mul(hot, chances), 1)))
  const error = tf.mean(tf.cast(tf.notEqual(tf.argMax(scores, 1), labels), 'float32'))
  return { loss, error }
}
