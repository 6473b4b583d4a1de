/** Classes of PyTorch source: of blocks, and of the model. */
import type { Layer } from '../graph/layer-graph.ts'
import { bodyOf, type Body } from './body.ts'
import { parametersText, writtenArguments, type Definition } from './definitions.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { pytorchOf } from './member-paths.ts'
import { callText, className, statement, type WrittenArgument } from './python-text.ts'
import { modulesOf, type Modules } from './pytorch-modules.ts'
import type { Run } from './runs.ts'
import { readsOnce } from './supporting.ts'
import type { Unit } from './units.ts'

/** Longest expression that is put into another. */
export const longest = 64

export type NameOf = (definition: Definition) => string

/** Name of the model's class. */
export function modelName(network: ExportedNetwork): string {
  return className(network.name)
}

/** `paths`: of the block's modules within it, by id. */
export function blockClass(
  network: ExportedNetwork,
  definition: Definition,
  name: string,
  paths: ReadonlyMap<number, string>,
): string[] {
  const { graph } = network
  const { unit } = definition
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

/** With `features`, maps by name, the scores among them. */
export function modelClass(
  network: ExportedNetwork,
  init: readonly string[],
  forward: readonly string[],
  scores: string,
): string[] {
  const last = network.features ? [`maps["scores"] = ${scores}`, 'return maps'] : [`return ${scores}`]
  return classLines(modelName(network), [], init, [...(network.features ? ['maps = {}'] : []), ...forward, ...last])
}

export function body(network: ExportedNetwork, { layers, input, output }: Unit, { apply }: Modules): Body {
  const once = (layer: Layer): boolean => readsOnce(pytorchOf(network.graph, layer), layer.inputs.length)
  return bodyOf({ layers, input, variable: 'x', output, longest, apply, readsOnce: once })
}

/** What a layer's module is made with, as numbers. */
export function plainArguments({ graph }: ExportedNetwork): (layer: Layer) => WrittenArgument[] {
  return (layer: Layer) => {
    const spelled = pytorchOf(graph, layer)
    return 'callee' in spelled ? writtenArguments(spelled) : []
  }
}

/** Source of a run of blocks within a list. */
export function runText(run: Run, nameOf: NameOf): string {
  const call = callText(nameOf(run.definition), run.args)
  return run.count === 1 ? call : `*[${call} for ${run.usesIndex ? 'i' : '_'} in range(${run.count})]`
}
