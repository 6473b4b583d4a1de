/**
 * Where each layer stands among a PyTorch network's modules: `layer1.0.conv1`, as torchvision has it for the networks that it has. A state
 * dict's names are these with the tensor's own at the end, so weights go both ways; the exported source is written by the same paths.
 */
import { isWeighted, parametersOf, ruleOf, statisticsOf } from '../graph/analysis.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import type { TensorSpelling } from '../graph/spelling.ts'
import { valueOf } from '../graph/value-of.ts'
import { growingOf } from './growing.ts'
import { featurePaths } from './growing-paths.ts'
import { isModule, memberPaths } from './member-paths.ts'
import { variableName } from './python-text.ts'
import { localName, unitsOf } from './units.ts'

/**
 * A network without branches, whose head begins with what makes features of the map, is two lists, `features` and `classifier`, as torchvision's VGG
 * and AlexNet; every other has named parts.
 */
export function isChain(graph: LayerGraph): boolean {
  const body = graph.layers.filter(({ place }) => place.part === 'stem' || place.part === 'stage')
  const head = graph.layers.find(({ place }) => place.part === 'head')
  return (
    head?.outputShape.length === 1 &&
    graph.layers.every(({ id, inputs }) => inputs.every((input) => input === id - 1)) &&
    body.every((layer) => isModule(graph, layer))
  )
}

/** Path of each layer's module, by its id; null where it is an expression. */
export function modulePaths(graph: LayerGraph): readonly (string | null)[] {
  const paths: (string | null)[] = graph.layers.map(() => null)
  const units = unitsOf(graph)
  const { stem, stages, around, head } = units
  const place = (layers: readonly Layer[], path: (layer: Layer) => string): void => {
    for (const layer of layers) if (isModule(graph, layer)) paths[layer.id] = path(layer)
  }
  const placeClassifier = (layers: readonly Layer[]): void => {
    const numbers = classifierNumbers(graph, layers)
    place(layers, ({ id }) => (numbers.size === 1 ? 'classifier' : `classifier.${numbers.get(id) ?? 0}`))
  }
  if (isChain(graph)) {
    let count = 0
    for (const layers of [stem, ...stages.flat().map((unit) => unit.layers)]) place(layers, () => `features.${count++}`)
    placeClassifier(head)
    return paths
  }
  const growing = growingOf(graph, units)
  if (growing !== null) {
    const features = featurePaths(graph, stem, growing)
    place(graph.layers, ({ id }) => features.get(id) ?? '')
    placeClassifier(growing.classifier)
    return paths
  }
  const own = ({ name }: Layer): string => name.slice(name.indexOf('.') + 1)
  place(stem, (layer) => stemNames[own(layer)] ?? variableName(own(layer)))
  stages.forEach((units, stage) =>
    units.forEach((unit, at) => {
      const names = memberPaths(graph, unit.layers, (layer) => localName(layer, unit))
      place(unit.layers, ({ id }) => `layer${stage + 1}.${at}.${names.get(id) ?? ''}`)
    }),
  )
  const leading = memberPaths(graph, around, ({ name }) => name)
  place(around, ({ id, name }) => leading.get(id) ?? name)
  const taken = new Set(paths)
  place(
    head,
    (layer) => [variableName(own(layer)), `head_${variableName(own(layer))}`].find((name) => !taken.has(name)) ?? layer.name,
  )
  return paths
}

/**
 * Places in `classifier`. torchvision has weights, activation and dropout for each hidden layer: where there is no dropout, its place stays free, so
 * that weights have the same names with and without.
 */
function classifierNumbers(graph: LayerGraph, head: readonly Layer[]): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>()
  let next = 0
  let weighted = 0
  for (const layer of head) {
    if (!isModule(graph, layer)) continue
    if (isWeighted(layer)) next = Math.max(next, 3 * weighted++)
    numbers.set(layer.id, next++)
  }
  return numbers
}

/** The stem's layers as torchvision's ResNet names them. */
const stemNames: Readonly<Record<string, string>> = { conv: 'conv1', bn: 'bn1', relu: 'relu', pool: 'maxpool' }

/** A tensor of the network, here and elsewhere. */
export interface TensorName {
  /** `stage1.block1.conv1.weights` */
  readonly name: string
  readonly shape: readonly number[]
  /** Whether training changes it; else it is a statistic. */
  readonly trained: boolean
  readonly layer: Layer
  /** `layer1.0.conv1.weight`, as PyTorch names it, and ONNX files from PyTorch. */
  readonly pytorch: string
  /** `stage1.block1.conv1/kernel`: the layer's name and the variable's. */
  readonly keras: string
  readonly spelling: TensorSpelling
}

/** Every parameter and statistic, in the order of layers: the table by which weights are exported and imported. */
export function tensorNames(graph: LayerGraph): TensorName[] {
  const paths = modulePaths(graph)
  return graph.layers.flatMap((layer) => {
    const tensors = new Map(Object.entries(ruleOf(layer).spelling.tensors ?? {}))
    const one =
      (trained: boolean) =>
      ({ name, shape }: { name: string; shape: readonly number[] }): TensorName => {
        const spelling = valueOf(tensors, name)
        return {
          name: `${layer.name}.${name}`,
          shape,
          trained,
          layer,
          pytorch: `${paths[layer.id] ?? layer.name}.${spelling.pytorch}`,
          keras: `${layer.name}/${spelling.keras}`,
          spelling,
        }
      }
    return [...parametersOf(graph, layer).map(one(true)), ...statisticsOf(graph, layer).map(one(false))]
  })
}
