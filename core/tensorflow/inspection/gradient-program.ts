/** Gradients by depth on native TensorFlow, of any weights and any batch of images. */
import type { Binding } from '../binding.ts'
import type { NetworkState } from '../program.ts'
import { Session } from '../session.ts'
import { writeState } from '../state-graph.ts'
import { gradientGraph, gradientLayout, type GradientRequest } from './gradient-graph.ts'

/** Norms of the gradient of the mean loss of a batch, from the input on; loss in nats, error from 0 to 1. */
export interface Gradients {
  readonly loss: number
  readonly error: number
  /** By the weights of each of `weightedLayers`, and by the response of each of `respondingLayers`. */
  readonly byWeights: Float32Array
  readonly byResponse: Float32Array
  /** What goes back to x of each of `residualBlocks` that does not read the image itself. */
  readonly throughBranch: Float32Array
  readonly throughShortcut: Float32Array
}

export interface GradientProgram {
  /** Throws a RangeError where they are another network's. */
  writeWeights(weights: NetworkState): void
  /** Of as many images of the split as the request says. */
  measure(images: Int32Array): Gradients
  dispose(): void
}

export function createGradients(binding: Binding, request: GradientRequest): GradientProgram {
  const { nodes, weights } = gradientGraph(request)
  const layout = gradientLayout(request.graph)
  const session = new Session(binding, nodes)
  session.run('load')
  return {
    writeWeights: (state) => writeState(session, weights, state),
    measure(images) {
      const numbers = session.run('gradients', { images: { shape: [request.batch], values: images } })
      let at = 0
      const next = (count: number): Float32Array => numbers.slice(at, (at += count))
      const parts = {
        byWeights: next(layout.weights),
        byResponse: next(layout.responses),
        throughBranch: next(layout.blocks),
        throughShortcut: next(layout.blocks),
      }
      const [loss = NaN, error = NaN] = next(2)
      return { ...parts, loss, error }
    },
    dispose: () => session.dispose(),
  }
}
