/** A PyTorch model that is two lists of modules, as torchvision's VGG. */
import { imageId, type Layer } from '../graph/layer-graph.ts'
import { parametersText, writtenArguments, type Definition } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { pytorchInitialization } from './initialization.ts'
import { pytorchOf } from './member-paths.ts'
import { modulePaths } from './module-paths.ts'
import { callText, statement } from './python-text.ts'
import { body, modelClass, plainArguments, type NameOf } from './pytorch-classes.ts'
import { modulesOf } from './pytorch-modules.ts'
import type { Run } from './runs.ts'
import type { Units } from './units.ts'

/** Two lists of modules: `features` and `classifier`. */
export function listModel(
  network: ExportedNetwork,
  { stem, stages, head }: Units,
  runs: readonly (readonly Run[])[],
  nameOf: NameOf,
): string[] {
  const { graph } = network
  const paths = modulePaths(graph)
  const modules = modulesOf(graph, head, ({ id }) => paths[id] ?? null, plainArguments(network))
  const first = stem.map((layer) => plainCall(network, layer))
  const lists = runs.flat().map((run) => {
    const call = callText(nameOf(run.definition), run.args)
    return run.count === 1
      ? `*${call}`
      : `*[module for ${run.usesIndex ? 'i' : '_'} in range(${run.count}) for module in ${call}]`
  })
  const features = [...first, ...lists]
  const init = [
    ...(features.length === 0 ? [] : [`self.features = nn.Sequential(${features.join(', ')})`]),
    ...modules.lines,
    ...pytorchInitialization(graph),
  ]
  const ends = stages.map((units, at) => `${(paths[units[units.length - 1]?.output ?? 0] ?? '').split('.')[1]}: "stage${at + 1}"`)
  const walk = network.features
    ? [
        `ends = {${ends.join(', ')}}`,
        'for index, module in enumerate(self.features):',
        '    x = module(x)',
        '    if index in ends:',
        '        maps[ends[index]] = x',
      ]
    : ['x = self.features(x)']
  const forward = features.length === 0 ? [] : walk
  const input = head[0]?.inputs[0] ?? imageId
  const { lines, result } = body(network, { layers: head, input, output: graph.layers.length - 1 }, modules)
  return modelClass(network, init, [...forward, ...lines], result)
}

/** A function that gives a block's modules, for a network that is one list. */
export function listFunction({ graph }: ExportedNetwork, definition: Definition, name: string): string[] {
  const calls = definition.unit.layers.flatMap((layer, at) => {
    const spelled = pytorchOf(graph, layer)
    return 'callee' in spelled ? [callText(spelled.callee, definition.argumentsOf(at))] : []
  })
  return [
    ...statement(0, `def ${name}(${parametersText(definition).join(', ')}):`),
    '    return [',
    ...calls.flatMap((call) => statement(8, call)).map((line) => `${line},`),
    '    ]',
  ]
}

function plainCall(network: ExportedNetwork, layer: Layer): string {
  const spelled = pytorchOf(network.graph, layer)
  return 'callee' in spelled ? callText(spelled.callee, writtenArguments(spelled)) : ''
}
