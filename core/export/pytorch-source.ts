/** A network as a PyTorch module, as a person would write it: a class for each form of block, stages as lists of them. */
import { defineBlocks, type Definition } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { growingOf } from './growing.ts'
import { headerLines } from './header.ts'
import { memberPaths, pytorchOf } from './member-paths.ts'
import { isChain } from './module-paths.ts'
import { className, distinctNames, quoted, variableName } from './python-text.ts'
import { blockClass, modelName, type NameOf } from './pytorch-classes.ts'
import { growingParts } from './pytorch-growing.ts'
import { listFunction, listModel } from './pytorch-list.ts'
import { partsModel } from './pytorch-parts.ts'
import { runsOf } from './runs.ts'
import { supportingDefinitions } from './supporting.ts'
import { localName, unitsOf, type Units } from './units.ts'

export function pytorchSource(network: ExportedNetwork): string {
  const { graph } = network
  const units = unitsOf(graph)
  const growing = growingOf(graph, units)
  const parts = [
    ...supportingDefinitions(graph, (layer) => pytorchOf(graph, layer)).map((definition) => [definition]),
    ...(growing === null ? blocksAndModel(network, units) : growingParts(network, units.stem, growing)),
  ]
  const source = parts.map((lines) => lines.join('\n')).join('\n\n\n')
  const standard = source.includes('OrderedDict') ? ['from collections import OrderedDict', ''] : []
  const imports = [
    ...(source.includes('torch.') ? ['import torch'] : []),
    ...(/\bF\./.test(source) ? ['import torch.nn.functional as F'] : []),
    'from torch import nn',
  ]
  return [...headerLines(network, loading(network)), ...standard, ...imports, '', '', source, ''].join('\n')
}

/** Definitions, each as its lines; the last is the model. */
function blocksAndModel(network: ExportedNetwork, units: Units): string[][] {
  const { graph } = network
  const { definitions, uses } = defineBlocks(units.stages.flat(), (layer) => pytorchOf(graph, layer), network.label)
  const isList = isChain(graph)
  const names = distinctNames(definitions, [modelName(network)], ({ label, extra }) =>
    isList ? variableName(`${label} ${extra} layers`) : className(`${label} ${extra} block`),
  )
  const nameOf: NameOf = (definition) => names.get(definition) ?? definition.label
  const runs = units.stages.map((stage) => runsOf(stage, uses, 'i'))
  return [
    ...definitions.map((one) =>
      isList ? listFunction(network, one, nameOf(one)) : blockClass(network, one, nameOf(one), pathsIn(network, one)),
    ),
    isList ? listModel(network, units, runs, nameOf) : partsModel(network, units, runs, nameOf),
  ]
}

function pathsIn({ graph }: ExportedNetwork, { unit }: Definition): ReadonlyMap<number, string> {
  return memberPaths(graph, unit.layers, (layer) => localName(layer, unit))
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
