/** The LayerGraph as JSON, for programs: docs/export.md says what each field is. */
import { analyse, inputShapes, ruleOf } from '../graph/analysis.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { tensorNames } from './module-paths.ts'

export function layerJson({ name, graph }: ExportedNetwork): string {
  const analysis = analyse(graph)
  const tensors = tensorNames(graph)
  const layers = analysis.layers.map(({ layer, parameters, macs, activations, receptiveField }) => ({
    id: layer.id,
    name: layer.name,
    kind: layer.kind,
    label: ruleOf(layer).label(layer.config),
    config: layer.config,
    inputs: layer.inputs,
    inputShapes: inputShapes(graph, layer),
    outputShape: layer.outputShape,
    place: layer.place,
    parameters,
    macs,
    activations,
    receptiveField,
    tensors: tensors
      .filter((tensor) => tensor.layer === layer)
      .map(({ name: tensor, shape, trained, pytorch, keras }) => ({
        name: tensor,
        shape,
        trained,
        pytorch,
        keras,
      })),
  }))
  const { parameters, macs, activations, depth } = analysis
  return `${JSON.stringify({ format: 'stagecraft-layers', version: 1, name, parameters, macs, activations, depth, layers }, null, 2)}\n`
}
