/** A network as a PyTorch module, as a person would write it: a class for each form of block, stages as lists of them. */
import { imageId, type Layer } from '../graph/layer-graph.ts'
import { bodyOf, type Body } from './body.ts'
import { defineBlocks, parametersText, writtenArguments, type Definition } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { headerLines } from './header.ts'
import { pytorchInitialization } from './initialization.ts'
import { isChain, memberPaths, modulePaths, pytorchOf } from './module-paths.ts'
import { callText, className, distinctNames, quoted, statement, variableName } from './python-text.ts'
import { modulesOf, type Modules } from './pytorch-modules.ts'
import { runsOf, type Run } from './runs.ts'
import { readsOnce, supportingDefinitions } from './supporting.ts'
import { localName, stageEnds, unitsOf, type Unit, type Units } from './units.ts'
import { partsOf } from './whole-network.ts'

/** Longest expression that is put into another. */
const longest = 64

/** Name of the model's class. */
export function modelName(network: ExportedNetwork): string {
  return className(network.name)
}

export function pytorchSource(network: ExportedNetwork): string {
  const { graph } = network
  const units = unitsOf(graph)
  const { definitions, uses } = defineBlocks(units.stages.flat(), (layer) => pytorchOf(graph, layer), network.label)
  const isList = isChain(graph)
  const names = distinctNames(definitions, [modelName(network)], ({ label, extra }) =>
    isList ? variableName(`${label} ${extra} layers`) : className(`${label} ${extra} block`),
  )
  const nameOf = (definition: Definition): string => names.get(definition) ?? definition.label
  const runs = units.stages.map((stage) => runsOf(stage, uses, 'i'))
  const parts = [
    ...supportingDefinitions(graph, (layer) => pytorchOf(graph, layer)).map((definition) => [definition]),
    ...definitions.map((one) => (isList ? listFunction(network, one, nameOf(one)) : blockClass(network, one, nameOf(one)))),
    isList ? listModel(network, units, runs, nameOf) : partsModel(network, units, runs, nameOf),
  ]
  const source = parts.map((lines) => lines.join('\n')).join('\n\n\n')
  const imports = [
    ...(source.includes('torch.') ? ['import torch'] : []),
    ...(/\bF\./.test(source) ? ['import torch.nn.functional as F'] : []),
    'from torch import nn',
  ]
  return [...headerLines(network, loading(network)), ...imports, '', '', source, ''].join('\n')
}

function loading(network: ExportedNetwork): string[] {
  const { file } = network.weights
  return [
    'Maps are NCHW: a batch of images is [batch, channels, height, width] in float32.',
    ...(file === null
      ? []
      : [
          '',
          '    from safetensors.torch import load_file',
          `    model = ${modelName(network)}()`,
          `    model.load_state_dict(load_file(${quoted(file)}))`,
        ]),
  ]
}

type NameOf = (definition: Definition) => string

function plainCall(network: ExportedNetwork, layer: Layer): string {
  const spelled = pytorchOf(network.graph, layer)
  return 'callee' in spelled ? callText(spelled.callee, writtenArguments(spelled)) : ''
}

/** What a layer's module is made with, as numbers. */
function plainArguments({ graph }: ExportedNetwork) {
  return (layer: Layer) => {
    const spelled = pytorchOf(graph, layer)
    return 'callee' in spelled ? writtenArguments(spelled) : []
  }
}

function blockClass(network: ExportedNetwork, definition: Definition, name: string): string[] {
  const { graph } = network
  const { unit } = definition
  const paths = memberPaths(graph, unit.layers, (layer) => localName(layer, unit))
  const positions = new Map(unit.layers.map(({ id }, at) => [id, at]))
  const modules = modulesOf(
    graph,
    unit.layers,
    ({ id }) => paths.get(id) ?? null,
    ({ id }) => definition.argumentsOf(positions.get(id) ?? -1),
  )
  const { lines, result } = body(network, unit, modules)
  return classLines(name, parametersText(definition), modules.lines, [...lines, `return ${result}`])
}

function classLines(name: string, parameters: readonly string[], init: readonly string[], forward: readonly string[]): string[] {
  return [
    `class ${name}(nn.Module):`,
    ...statement(4, `def __init__(${['self', ...parameters].join(', ')}):`),
    '        super().__init__()',
    ...init.flatMap((line) => statement(8, line)),
    '',
    '    def forward(self, x):',
    ...forward.flatMap((line) => statement(8, line)),
  ]
}

function body(network: ExportedNetwork, { layers, input, output }: Unit, { apply }: Modules): Body {
  const once = (layer: Layer): boolean => readsOnce(pytorchOf(network.graph, layer), layer.inputs.length)
  return bodyOf({ layers, input, variable: 'x', output, longest, apply, readsOnce: once })
}

/** Named parts: a list of blocks for each stage, and modules for all that is in no block. */
function partsModel(network: ExportedNetwork, units: Units, runs: readonly (readonly Run[])[], nameOf: NameOf): string[] {
  const { graph } = network
  const paths = modulePaths(graph)
  const parts = partsOf(units)
  const single = parts.flatMap((part) => ('layer' in part ? [part.layer] : []))
  const modules = modulesOf(graph, single, ({ id }) => paths[id] ?? null, plainArguments(network))
  const made = new Set<string>()
  const init = parts.flatMap((part) => {
    if (!('layer' in part)) {
      const list = (runs[part.stage] ?? []).map((run) => ({ source: blocks(run, nameOf) }))
      return [`self.layer${part.stage + 1} = ${callText('nn.Sequential', list)}`]
    }
    const line = modules.lineOf(part.layer)
    if (line === null || made.has(line)) return []
    made.add(line)
    return [line]
  })
  const ends = new Map(network.features ? stageEnds(graph).map(({ id, name }) => [id, name]) : [])
  const { lines, result } = bodyOf({
    layers: parts,
    input: imageId,
    variable: 'x',
    output: graph.layers.length - 1,
    longest,
    apply: (part, inputs) =>
      'layer' in part ? modules.apply(part.layer, inputs) : `self.layer${part.stage + 1}(${inputs.join(', ')})`,
    readsOnce: (part) => 'layer' in part && readsOnce(pytorchOf(graph, part.layer), part.inputs.length),
    standsAlone: (part) => !('layer' in part) || ends.has(part.id),
    after: ({ id }, variable) => (ends.has(id) ? [`maps["${ends.get(id) ?? ''}"] = ${variable}`] : []),
  })
  return modelClass(network, [...init, ...pytorchInitialization(graph)], lines, result)
}

/** Source of a run of blocks within a list. */
function blocks(run: Run, nameOf: NameOf): string {
  const call = callText(nameOf(run.definition), run.args)
  return run.count === 1 ? call : `*[${call} for ${run.usesIndex ? 'i' : '_'} in range(${run.count})]`
}

/** Two lists of modules: `features` and `classifier`. */
function listModel(
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
function listFunction({ graph }: ExportedNetwork, definition: Definition, name: string): string[] {
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

/** With `features`, maps by name, the scores among them. */
function modelClass(network: ExportedNetwork, init: readonly string[], forward: readonly string[], scores: string): string[] {
  const last = network.features ? [`maps["scores"] = ${scores}`, 'return maps'] : [`return ${scores}`]
  return classLines(modelName(network), [], init, [...(network.features ? ['maps = {}'] : []), ...forward, ...last])
}
