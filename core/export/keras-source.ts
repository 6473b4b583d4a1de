/** A network as a Keras model, as a person would write it: a function for each form of block, stages as loops. */
import { inputShapes, ruleOf } from '../graph/analysis.ts'
import type { Layer } from '../graph/layer-graph.ts'
import type { LayerCall, Expression } from '../graph/spelling.ts'
import { bodyOf, type Body } from './body.ts'
import { defineBlocks, parametersText, writtenArguments, type Definition } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { headerLines } from './header.ts'
import { kerasInitialization } from './initialization.ts'
import { callText, distinctNames, operandText, quoted, statement, variableName, type WrittenArgument } from './python-text.ts'
import { runsOf, type Run } from './runs.ts'
import { readsOnce, supportingDefinitions } from './supporting.ts'
import { localName, unitsOf, type Unit } from './units.ts'

export function kerasOf({ graph }: ExportedNetwork, layer: Layer): LayerCall | Expression {
  return ruleOf(layer).spelling.keras(layer.config, inputShapes(graph, layer))
}

export function kerasSource(network: ExportedNetwork): string {
  const { graph } = network
  const spell = (layer: Layer): LayerCall | Expression => kerasOf(network, layer)
  const { stem, stages, head } = unitsOf(graph)
  const { definitions, uses } = defineBlocks(stages.flat(), spell, network.label)
  const names = distinctNames(definitions, [], ({ label, extra }) => variableName(`${label} ${extra} block`))
  const calls = stages.flatMap((units, stage) => [
    ...runsOf(units, uses, 'i').flatMap((run) => runLines(run, names.get(run.definition) ?? '')),
    ...(network.features ? [`maps["stage${stage + 1}"] = x`] : []),
  ])
  const [input] = graph.layers
  const inside = [
    `image = keras.Input((${(input?.outputShape ?? []).join(', ')}))`,
    ...(network.features ? ['maps = {}'] : []),
    ...(stem === null ? ['x = image'] : assigned(body(network, stem, 'image', plain(network, stem)))),
    ...calls,
    ...(head === null ? [] : assigned(body(network, head, 'x', plain(network, head)))),
    ...(network.features ? ['maps["scores"] = x'] : []),
    `model = keras.Model(image, ${network.features ? 'maps' : 'x'}, name=${quoted(variableName(network.name))})`,
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
  const imports = ['import keras', `from keras import ${source.includes('ops.') ? 'layers, ops' : 'layers'}`]
  return [...headerLines(network, loading(network)), ...imports, '', '', source, ''].join('\n')
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

function plain(network: ExportedNetwork, unit: Unit): Calls {
  const part = unit.layers[0]?.name.split('.')[0] ?? ''
  return {
    argumentsOf(layer) {
      const spelled = kerasOf(network, layer)
      return 'callee' in spelled ? writtenArguments(spelled) : []
    },
    nameOf: (layer) => quoted(`${part}.${localName(layer, unit)}`),
  }
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
  const apply = (layer: Layer, inputs: readonly string[]): string => {
    const spelled = kerasOf(network, layer)
    if (!('callee' in spelled)) return spelled.expression(...inputs.map(operandText))
    const read = inputs.length === 1 ? (inputs[0] ?? '') : `[${inputs.join(', ')}]`
    const args = [...calls.argumentsOf(layer), { name: 'name', source: calls.nameOf(layer) }]
    return spelled.isFunction
      ? callText(spelled.callee, [{ source: read }, ...args])
      : `${callText(spelled.callee, args)}(${read})`
  }
  const once = (layer: Layer): boolean => readsOnce(kerasOf(network, layer), layer.inputs.length)
  return bodyOf({ layers, input, variable, output, longest: 0, apply, readsOnce: once })
}

function runLines({ definition, first, count, args, usesIndex }: Run, name: string): string[] {
  const stage = `stage${first.stage + 1}`
  const call = (block: string): string => `x = ${callText(name, [{ source: 'x' }, ...args, { name: 'name', source: block }])}`
  if (definition.unit.layers.length === 0) return []
  if (count === 1) return [call(quoted(`${stage}.block${first.block + 1}`))]
  const number = first.block + 1
  // Blocks are counted from 1; what grows does so from the run's first.
  if (!usesIndex) return [`for i in range(${number}, ${number + count}):`, `    ${call(`f"${stage}.block{i}"`)}`]
  return [`for i in range(${count}):`, `    ${call(number === 0 ? `f"${stage}.block{i}"` : `f"${stage}.block{i + ${number}}"`)}`]
}

function assigned({ lines, result }: Body): string[] {
  return result === 'x' ? [...lines] : [...lines, `x = ${result}`]
}

/** A line of the function's body, which may be indented already. */
function indented(line: string): string[] {
  const inner = line.length - line.trimStart().length
  return statement(4 + inner, line.trimStart())
}
