/** What a network holds at once while an image goes through it, where each map is let go of after its last reader. */
import type { LayerGraph } from './layer-graph.ts'
import { size } from './tensors.ts'

/** Numbers of one image, at the moment when most are held. A layer's inputs are held while its output is made. */
export function liveNumbers({ layers }: LayerGraph): number {
  const last = new Map<number, number>()
  for (const { id, inputs } of layers) for (const input of inputs) last.set(input, id)
  let held = 0
  let most = 0
  for (const { id, inputs, outputShape } of layers) {
    held += size(outputShape)
    most = Math.max(most, held)
    for (const input of new Set(inputs)) if (last.get(input) === id) held -= size(layers[input]?.outputShape ?? [])
  }
  return most
}
