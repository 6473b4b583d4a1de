/** Which numbers a measured step gives, in which order: follows from the network alone. */
import type { LayerGraph } from './layer-graph.ts'
import { residualBlocks, respondingLayers, weightedLayers } from './residual-blocks.ts'
import { blockQuantities, layerQuantities, type TelemetryEntry } from './telemetry.ts'

/**
 * One entry a quantity and layer, quantity by quantity, each from the input on; then those of blocks. Where x is the image itself nothing
 * goes back to it: such a block has no gradients.
 */
export function telemetryLayout(graph: LayerGraph): TelemetryEntry[] {
  const layersOf = { weights: weightedLayers(graph), responses: respondingLayers(graph) }
  const blocks = residualBlocks(graph)
  return [
    ...layerQuantities.flatMap((quantity) =>
      layersOf[quantity === 'responseStd' ? 'responses' : 'weights'].map(({ layer, depth }) => ({
        quantity,
        of: layer.name,
        depth,
      })),
    ),
    ...blockQuantities.flatMap((quantity) =>
      blocks
        .filter(({ isOfImage }) => quantity === 'branchShare' || !isOfImage)
        .map(({ name, depth }) => ({ quantity, of: name, depth })),
    ),
  ]
}
