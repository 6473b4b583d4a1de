/** How the layers of an exported source begin, where no weights are loaded: as they begin here. */
import { parametersOf } from '../graph/analysis.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { pytorchOf } from './module-paths.ts'

/** Lines at the end of a model's `__init__`. */
export function pytorchInitialization(graph: LayerGraph): string[] {
  const callees = new Set(
    graph.layers
      .filter((layer) => parametersOf(graph, layer).some(({ initial }) => initial.kind !== 'constant'))
      .map((layer) => pytorchOf(graph, layer))
      .flatMap((spelled) => ('callee' in spelled ? [spelled.callee] : [])),
  )
  if (callees.size === 0) return []
  const [only] = callees
  return [
    'for module in self.modules():',
    `    if isinstance(module, ${callees.size === 1 ? only : `(${[...callees].join(', ')})`}):`,
    '        nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")',
    '        if module.bias is not None:',
    '            nn.init.zeros_(module.bias)',
  ]
}

/** Lines after a model is built. */
export function kerasInitialization(graph: LayerGraph): string[] {
  const hasWeights = graph.layers.some((layer) => parametersOf(graph, layer).some(({ initial }) => initial.kind !== 'constant'))
  if (!hasWeights) return []
  return [
    'initial = keras.initializers.VarianceScaling(2.0, "fan_in", "untruncated_normal")',
    'for weight in model.trainable_weights:',
    '    if weight.name == "kernel":',
    '        weight.assign(initial(weight.shape))',
  ]
}
