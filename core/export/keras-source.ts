/** A network as a Keras model, as a person would write it: a function for each form of block, stages as loops. */
import { inputShapes, ruleOf } from '../graph/analysis.ts'
import { imageId, type Layer } from '../graph/layer-graph.ts'
import type { LayerCall, Expression } from '../graph/spelling.ts'
import { bodyOf, type Body } from './body.ts'
import { defineBlocks, parametersText, writtenArguments, type Definition } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { headerLines } from './header.ts'
import { kerasInitialization } from './initialization.ts'
import { callText, distinctNames, operandText, quoted, statement, variableName, type WrittenArgument } from './python-text.ts'
import { runsOf, type Run } from './runs.ts'
import { supportingDefinitions } from './supporting.ts'
import { localName, stageEnds, unitsOf, type Unit } from './units.ts'
import { partsOf } from './whole-network.ts'

export function kerasOf({ graph }: ExportedNetwork, layer: Layer): LayerCall | Expression {
  return ruleOf(layer).spelling.keras(layer.config, inputShapes(graph, layer))
}

export function kerasSource(network: ExportedNetwork): string {
  const { graph } = network
  const spell = (layer: Layer): LayerCall | Expression => kerasOf(network, layer)
  const units = unitsOf(graph)
  const { definitions, uses } = defineBlocks(units.stages.flat(), spell, network.label)
  const names = distinctNames(definitions, [], ({ label, extra }) => variableName(`${label} ${extra} block`))
  const ends = new Map(network.features ? stageEnds(graph).map(({ id, name }) => [id, name]) : [])
  const plain: Calls = {
    argumentsOf(layer) {
      const spelled = kerasOf(network, layer)
      return 'callee' in spelled ? writtenArguments(spelled) : []
    },
    nameOf: ({ name }) => quoted(name),
  }
  const { lines, result } = bodyOf({
    layers: partsOf(units).filter(({ id }) => id !== imageId),
    input: imageId,
    variable: 'image',
    output: graph.layers.length - 1,
    longest: 0,
    apply: (part, inputs) =>
      'layer' in part
        ? layerSource(network, part.layer, inputs, plain)
        : (into) => stageLines(runsOf(part.blocks, uses, 'i'), (run) => names.get(run.definition) ?? '', inputs[0] ?? 'x', into),
    readsOnce: () => false,
    after: ({ id }, variable) => (ends.has(id) ? [`maps["${ends.get(id) ?? ''}"] = ${variable}`] : []),
  })
  const [input] = graph.layers
  const inside = [
    ...deepRecursion(graph.layers.length),
    `image = keras.Input((${(input?.outputShape ?? []).join(', ')}))`,
    ...(network.features ? ['maps = {}'] : []),
    ...lines,
    ...(network.features ? [`maps["scores"] = ${result}`] : [`scores = ${result}`]),
    `model = keras.Model(image, ${network.features ? 'maps' : 'scores'}, name=${quoted(variableName(network.name))})`,
    ...kerasInitialization(graph),
    'return model',
  ]
  const functions = [
    ...supportingDefinitions(graph, spell),
    ...definitions.map((definition) => blockFunction(network, definition, names.get(definition) ?? '').join('\n')),
    ['def build():', ...inside.flatMap((line) => indented(line))].join('\n'),
    ...(network.weights.file === null ? [] : [loadWeights]),
  ]
  const source = functions.join('\n\n\n')
  const standard = source.includes('sys.') ? ['import sys', ''] : []
  const imports = [...standard, 'import keras', `from keras import ${source.includes('ops.') ? 'layers, ops' : 'layers'}`]
  return [...headerLines(network, loading(network)), ...imports, '', '', source, ''].join('\n')
}

/** Keras 3 follows a network from its end by recursion, a call for each layer (`_build_map_helper`); Python allows 1,000 by itself. */
function deepRecursion(layers: number): string[] {
  if (layers < 700) return []
  const limit = 1000 * Math.ceil((layers + 1000) / 1000)
  return [
    '# Keras follows the layers by recursion, deeper than Python lets it by itself.',
    `sys.setrecursionlimit(max(sys.getrecursionlimit(), ${limit}))`,
  ]
}

function loading({ weights: { file } }: ExportedNetwork): string[] {
  return [
    'Maps are NHWC: a batch of images is [batch, height, width, channels] in float32.',
    ...(file === null ? [] : ['', '    model = build()', `    load_weights(model, ${quoted(file)})`]),
  ]
}

const loadWeights = `def load_weights(model, path):
    """Each layer's weights from a safetensors file, by the names of layer and weight."""
    from safetensors.numpy import load_file

    tensors = load_file(path)
    for layer in model.layers:
        for weight in layer.weights:
            weight.assign(tensors[f"{layer.name}/{weight.name}"].reshape(weight.shape))`

/** How a layer is called, given its position: with what arguments, and under what name as source. */
interface Calls {
  argumentsOf(layer: Layer): readonly WrittenArgument[]
  nameOf(layer: Layer): string
}

function blockFunction(network: ExportedNetwork, definition: Definition, name: string): string[] {
  const { unit } = definition
  const positions = new Map(unit.layers.map(({ id }, at) => [id, at]))
  const { lines, result } = body(network, unit, 'x', {
    argumentsOf: ({ id }) => definition.argumentsOf(positions.get(id) ?? -1),
    nameOf: (layer) => `f${quoted(`{name}.${localName(layer, unit)}`)}`,
  })
  const parameters = ['x', ...parametersText(definition, ['name'])]
  return [
    ...statement(0, `def ${name}(${parameters.join(', ')}):`),
    ...[...lines, `return ${result}`].flatMap((line) => statement(4, line)),
  ]
}

/** A layer a line: what makes it and what it reads stand together. */
function body(network: ExportedNetwork, { layers, input, output }: Unit, variable: string, calls: Calls): Body {
  const apply = (layer: Layer, inputs: readonly string[]): string => layerSource(network, layer, inputs, calls)
  return bodyOf({ layers, input, variable, output, longest: 0, apply, readsOnce: () => false })
}

function layerSource(network: ExportedNetwork, layer: Layer, inputs: readonly string[], calls: Calls): string {
  const spelled = kerasOf(network, layer)
  if (!('callee' in spelled)) return spelled.expression(...inputs.map(operandText))
  const read = inputs.length === 1 ? (inputs[0] ?? '') : `[${inputs.join(', ')}]`
  const args = [...calls.argumentsOf(layer), { name: 'name', source: calls.nameOf(layer) }]
  return spelled.isFunction ? callText(spelled.callee, [{ source: read }, ...args]) : `${callText(spelled.callee, args)}(${read})`
}

/** The blocks of a stage one after the other, from one variable into another. */
function stageLines(runs: readonly Run[], nameOf: (run: Run) => string, from: string, into: string): string[] {
  return runs.flatMap((run, at) => {
    const read = at === 0 && run.count === 1 ? from : into
    // A loop reads what it gives.
    const before = at === 0 && run.count > 1 && from !== into ? [`${into} = ${from}`] : []
    return [...before, ...runLines(run, nameOf(run), read, into)]
  })
}

function runLines({ first, count, args, usesIndex }: Run, name: string, from: string, into: string): string[] {
  const stage = `stage${first.stage + 1}`
  const call = (block: string): string =>
    `${into} = ${callText(name, [{ source: from }, ...args, { name: 'name', source: block }])}`
  if (count === 1) return [call(quoted(`${stage}.block${first.block + 1}`))]
  const number = first.block + 1
  // Blocks are counted from 1; what grows does so from the run's first.
  if (!usesIndex) return [`for i in range(${number}, ${number + count}):`, `    ${call(`f"${stage}.block{i}"`)}`]
  return [`for i in range(${count}):`, `    ${call(number === 0 ? `f"${stage}.block{i}"` : `f"${stage}.block{i + ${number}}"`)}`]
}

/** A line of the function's body, which may be indented already. */
function indented(line: string): string[] {
  const inner = line.length - line.trimStart().length
  return statement(4 + inner, line.trimStart())
}
