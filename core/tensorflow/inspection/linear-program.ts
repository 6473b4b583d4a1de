/**
 * A linear classifier on features: loss and gradient over all images at once, on native TensorFlow. What can be run of it:
 * - `load` (features, labels): keeps both.
 * - `loss` (weights, offsets): mean cross-entropy in nats, then the gradient by the weights and by the offsets.
 */
import { product, reshape, totalByChannel } from '../../graph/arithmetic.ts'
import { float32 } from '../../graph/graph-layer.ts'
import type { Binding } from '../binding.ts'
import { emitMean, join } from '../few-numbers.ts'
import { GraphWriter } from '../graph-writer.ts'
import { emitLoss } from '../loss.ts'
import { Session } from '../session.ts'

export interface LinearData {
  /** [images, width], flat. */
  readonly features: Float32Array
  /** Class of each image. */
  readonly labels: Int32Array
  readonly width: number
  readonly classes: number
}

export interface LinearProgram {
  /** `weights`: [width, classes], then the offset of each class. The gradient is in the same order. */
  loss(weights: Float32Array): { readonly value: number; readonly gradient: Float32Array }
  dispose(): void
}

export function createLinear(binding: Binding, { features, labels, width, classes }: LinearData): LinearProgram {
  const writer = new GraphWriter()
  const images = labels.length
  const kept = writer.variable('kept/features', 'float32', [images, width])
  const keptLabels = writer.variable('kept/labels', 'int32', [images])
  writer.target('load', writer.floats([0], []), [
    writer.assign(kept, writer.placeholder('features', 'float32', [images, width])),
    writer.assign(keptLabels, writer.placeholder('labels', 'int32', [images])),
  ])
  const weights = writer.placeholder('weights', 'float32', [width, classes])
  const offsets = writer.placeholder('offsets', 'float32', [classes])
  const x = writer.read(kept)
  const scores = writer.op('BiasAdd', [product(writer, x, weights), offsets], float32, {
    type: 'float32',
    shape: [images, classes],
  })
  const { losses, scoresGradient } = emitLoss(writer, scores, writer.read(keptLabels))
  const byOffsets = totalByChannel(writer, scoresGradient)
  const byWeights = product(writer, x, scoresGradient, { transposed: 'first' })
  const mean = reshape(writer, emitMean(writer, losses), [1])
  writer.target('loss', join(writer, [mean, reshape(writer, byWeights, [width * classes]), byOffsets]), [])

  const session = new Session(binding, writer.nodes)
  session.run('load', {
    features: { shape: [images, width], values: features },
    labels: { shape: [images], values: labels },
  })
  return {
    loss(all) {
      const numbers = session.run('loss', {
        weights: { shape: [width, classes], values: all.slice(0, width * classes) },
        offsets: { shape: [classes], values: all.slice(width * classes) },
      })
      return { value: numbers[0] ?? NaN, gradient: numbers.slice(1) }
    },
    dispose: () => session.dispose(),
  }
}
