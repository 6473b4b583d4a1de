/** A trained network on native TensorFlow, to look into: what probes read of any images of its data set, with blocks left out or all there. */
import type { DeletableBlock } from '../../graph/deletable-blocks.ts'
import type { Binding } from '../binding.ts'
import type { NetworkState } from '../program.ts'
import { Session, type Feed } from '../session.ts'
import { writeState } from '../state-graph.ts'
import { inspectionGraph, type InspectionRequest } from './inspection-graph.ts'

export interface InspectionProgram {
  /** What can be left out; none unless asked for. */
  readonly blocks: readonly DeletableBlock[]
  /** Parameters and running statistics, by `layer.parameter`. Throws a RangeError where they are another network's. */
  writeWeights(weights: NetworkState): void
  /**
   * What a probe reads of these images of the split, [images, numbers]. `left`: positions in `blocks` of those that are left out. After each batch `onProgress`
   * gets the images done and is waited for.
   */
  read(
    probe: string,
    images: Int32Array,
    options?: { readonly left?: ReadonlySet<number>; readonly onProgress?: (images: number) => void | Promise<void> },
  ): Promise<Float32Array>
  dispose(): void
}

export function createInspection(binding: Binding, request: InspectionRequest): InspectionProgram {
  const { nodes, weights, blocks, batch } = inspectionGraph(request)
  const session = new Session(binding, nodes)
  session.run('load')
  return {
    blocks,
    writeWeights: (state) => writeState(session, weights, state),
    async read(probe, images, { left = new Set(), onProgress } = {}) {
      const numbers = request.probes[probe]?.numbers(request.graph) ?? 0
      const kept = Int32Array.from(blocks, (_, index) => (left.has(index) ? 0 : 1))
      const result = new Float32Array(images.length * numbers)
      for (let from = 0; from < images.length; from += batch) {
        const some = images.subarray(from, from + batch)
        const feeds: Record<string, Feed> = { images: { shape: [batch], values: filledUp(some, batch) } }
        if (blocks.length > 0) feeds['kept'] = { shape: [blocks.length], values: kept }
        const read = session.run(`${probe}/read`, feeds)
        result.set(read.subarray(0, some.length * numbers), from * numbers)
        await onProgress?.(from + some.length)
      }
      return result
    },
    dispose: () => session.dispose(),
  }
}

/** To the batch's size, by images that are read and not looked at. */
function filledUp(images: Int32Array, batch: number): Int32Array {
  const filled = new Int32Array(batch).fill(images.at(-1) ?? 0)
  filled.set(images)
  return filled
}
