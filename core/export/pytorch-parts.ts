/** A PyTorch model of named parts. */
import { imageId } from '../graph/layer-graph.ts'
import { bodyOf } from './body.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { pytorchInitialization } from './initialization.ts'
import { pytorchOf } from './member-paths.ts'
import { modulePaths } from './module-paths.ts'
import { callText } from './python-text.ts'
import { longest, modelClass, plainArguments, runText, type NameOf } from './pytorch-classes.ts'
import { modulesOf } from './pytorch-modules.ts'
import type { Run } from './runs.ts'
import { readsOnce } from './supporting.ts'
import { stageEnds, type Units } from './units.ts'
import { partsOf } from './whole-network.ts'

/** Named parts: a list of blocks for each stage, and modules for all that is in no block. */
export function partsModel(network: ExportedNetwork, units: Units, runs: readonly (readonly Run[])[], nameOf: NameOf): string[] {
  const { graph } = network
  const paths = modulePaths(graph)
  const parts = partsOf(units)
  const single = parts.flatMap((part) => ('layer' in part ? [part.layer] : []))
  const modules = modulesOf(graph, single, ({ id }) => paths[id] ?? null, plainArguments(network))
  const made = new Set<string>()
  const init = parts.flatMap((part) => {
    if (!('layer' in part)) {
      const list = (runs[part.stage] ?? []).map((run) => ({ source: runText(run, nameOf) }))
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
