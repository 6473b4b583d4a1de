/** A network as a PyTorch module, as a person would write it: a class for each form of block, stages as lists of them. */
import type { Layer } from '../graph/layer-graph.ts'
import { ruleOf } from '../graph/analysis.ts'
import { bodyOf } from './body.ts'
import { defineBlocks, writtenArguments, type Definition } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { headerLines } from './header.ts'
import { initializationLines } from './initialization.ts'
import { isChain, isModule, memberPaths, modulePaths, pytorchOf } from './module-paths.ts'
import { callText, className, quoted, statement, valueText, type WrittenArgument } from './python-text.ts'
import { runsOf, type Run } from './runs.ts'
import { featureMaps, unitsOf, type BlockUnit, type Unit } from './units.ts'

/** Longest expression that is put into another. */
const longest = 64

export function pytorchSource(network: ExportedNetwork): string {
  const { graph } = network
  const units = unitsOf(graph)
  const blocks = units.stages.flat()
  const isList = isChain(graph)
  const { definitions, uses } = defineBlocks(blocks, (layer) => pytorchOf(graph, layer), network.label)
  const names = namesOf(definitions, isList ? (words) => `${words.toLowerCase().replaceAll(' ', '_')}_layers` : className)
  const bodies = definitions.map((definition) =>
    isList ? listDefinition(network, definition, names.get(definition) ?? '') : blockClass(network, definition, names.get(definition) ?? ''),
  )
  const runs = units.stages.map((stage) => runsOf(stage, uses, 'i'))
  const called = (run: Run): string => callText(names.get(run.definition) ?? '', run.args)
  const model = isList ? listModel(network, runs, called) : model(network, runs, called)
  const source = [...supportingSource(network), ...bodies, model].map((lines) => lines.join('\n')).join('\n\n\n')
  const imports = ['import torch.nn.functional as F', 'from torch import nn'].filter((line) => !line.endsWith(' F') || /\bF\./.test(source))
  return [...headerLines(network, usage(network)), '', ...imports, '', '', source, ''].join('\n')
}
