/** What a layer is in PyTorch, and what it is called within its block. */
import { inputShapes, ruleOf } from '../graph/analysis.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import type { Expression, LayerCall } from '../graph/spelling.ts'
import { variableName } from './python-text.ts'

/** What a layer is in PyTorch's words. */
export function pytorchOf(graph: LayerGraph, layer: Layer): LayerCall | Expression {
  return ruleOf(layer).spelling.pytorch(layer.config, inputShapes(graph, layer))
}

/** Whether it is a module; else it is an expression where it is used. */
export function isModule(graph: LayerGraph, layer: Layer): boolean {
  return 'callee' in pytorchOf(graph, layer)
}

/** What leads around a block, as torchvision names it. */
const groupNames: Readonly<Record<string, string>> = { shortcut: 'downsample' }

/**
 * Paths within a block: `conv1`; and `downsample.0` for the modules of a branch that has a name of its own, where they are one after the other.
 */
export function memberPaths(
  graph: LayerGraph,
  layers: readonly Layer[],
  local: (layer: Layer) => string,
): ReadonlyMap<number, string> {
  const paths = new Map<number, string>()
  for (const [group, members] of groups(layers, local)) {
    const isList = group !== '' && isListOf(graph, members, layers)
    const name = variableName(groupNames[group] ?? group)
    members.forEach((layer, at) => paths.set(layer.id, isList ? `${name}.${at}` : variableName(local(layer))))
  }
  return paths
}

/** Layers by what stands before the last dot of their names: '' for those without one. */
function groups(layers: readonly Layer[], local: (layer: Layer) => string): ReadonlyMap<string, Layer[]> {
  const found = new Map<string, Layer[]>()
  for (const layer of layers) {
    const name = local(layer)
    const group = name.slice(0, Math.max(0, name.lastIndexOf('.')))
    found.set(group, [...(found.get(group) ?? []), layer])
  }
  return found
}

/** Whether the members are modules that each read the one before, and nothing else reads them but the last. */
function isListOf(graph: LayerGraph, members: readonly Layer[], among: readonly Layer[]): boolean {
  return members.every((layer, at) => {
    const before = members[at - 1]
    if (!isModule(graph, layer) || layer.inputs.length !== 1 || (before !== undefined && layer.inputs[0] !== before.id))
      return false
    const readers = among.filter(({ inputs }) => inputs.includes(layer.id))
    return at === members.length - 1 || readers.length === 1
  })
}
