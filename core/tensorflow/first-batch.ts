/** One batch through an untrained network on native TensorFlow. */
import { firstBatchLayers, type FirstBatchLayer } from '../graph/first-batch.ts'
import type { Binding } from './binding.ts'
import { firstBatchGraph } from './first-batch-graph.ts'
import { initialState } from './initial-state.ts'
import { initialLossScale, initialScale } from './loss-scaling.ts'
import { lossAndError, type LossAndError, type ProgramRequest } from './program.ts'
import { Session } from './session.ts'
import { writeState } from './state-graph.ts'

export interface FirstBatchProgram {
  /** `image`: [batch, height, width, channels], scaled; `labels`: [batch]. */
  statistics(image: Float32Array, labels: Int32Array): LossAndError & { readonly layers: FirstBatchLayer[] }
  /**
   * Gradient by each of `lineImages` images, [images, height, width, channels], of the sum of all class scores times `scoresGradient`, [images,
   * classes]. In float32, whatever the precision. BN normalises over these images, and the gradient goes back through its statistics.
   */
  inputGradients(images: Float32Array, scoresGradient: Float32Array): Float32Array
  dispose(): void
}

/** With the weights that training begins with. */
export function createFirstBatch(binding: Binding, request: ProgramRequest, lineImages: number): FirstBatchProgram {
  const { graph, recipe, dataset } = request
  const { height, width, channels, classes } = dataset
  const { nodes, state } = firstBatchGraph(request, lineImages)
  const session = new Session(binding, nodes)
  const initial = initialState(graph, recipe)
  writeState(session, state, initial)
  return {
    statistics(image, labels) {
      const feeds = {
        image: { shape: [recipe.batchSize, height, width, channels], values: image },
        labels: { shape: [recipe.batchSize], values: labels },
      }
      for (let scale = initialScale; ; scale /= 2) {
        const numbers = session.run('statistics', feeds)
        // As the first steps of training do, until the gradients fit into float16.
        if (recipe.precision !== 'float16' || scale === 1 || numbers.every(Number.isFinite)) {
          const [loss = NaN, error = NaN] = numbers.subarray(-2)
          return { layers: firstBatchLayers(graph, numbers), ...lossAndError(loss, error) }
        }
        writeState(session, state, new Map([...initial, ...initialLossScale(scale / 2)]))
      }
    },
    inputGradients: (images, scoresGradient) =>
      session.run('inputGradients', {
        line: { shape: [lineImages, height, width, channels], values: images },
        scoresGradient: { shape: [lineImages, classes.length], values: scoresGradient },
      }),
    dispose: () => session.dispose(),
  }
}
