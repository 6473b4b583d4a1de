/** torchvision's names for what growing networks are made of (its DenseNet): layers that normalise are `norm`, whatever they are called here. */
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import type { Growing } from './growing.ts'
import { memberPaths } from './member-paths.ts'
import { variableName } from './python-text.ts'
import { localName, type BlockUnit, type Unit } from './units.ts'

/**
 * Paths below `features`, by id. What stands between the blocks is counted: `conv0` in the stem, `transition1` after the first stage, `norm5` after
 * the fourth.
 */
export function featurePaths(
  graph: LayerGraph,
  stem: readonly Layer[],
  { stages, closing }: Growing,
): ReadonlyMap<number, string> {
  const paths = new Map<number, string>()
  const count = (layers: readonly Layer[], own: (layer: Layer) => string, number: number): void => {
    for (const layer of layers) {
      const name = variableName(normName(own(layer)))
      paths.set(layer.id, `features.${name}${/\d$/.test(name) ? '_' : ''}${number}`)
    }
  }
  const list = (unit: BlockUnit, name: string, members: ReadonlyMap<number, string>): void => {
    for (const { id } of unit.layers) paths.set(id, `features.${name}.${members.get(id) ?? ''}`)
  }
  const inPart = ({ name }: Layer): string => name.slice(name.indexOf('.') + 1)
  count(stem, inPart, 0)
  stages.forEach(({ before, blocks, after }, at) => {
    const stage = at + 1
    const [first] = blocks
    if (first !== undefined) count(before, (layer) => localName(layer, first), stage)
    blocks.forEach((unit, block) => list(unit, `denseblock${stage}.denselayer${block + 1}`, growingBlockPaths(graph, unit)))
    if (after !== null) list(after, `${transitionName(after)}${stage}`, transitionPaths(after))
  })
  count(closing, inPart, stages.length + 1)
  return paths
}

/** Paths within a block: `norm1`. */
export function growingBlockPaths(graph: LayerGraph, unit: Unit): ReadonlyMap<number, string> {
  return memberPaths(graph, unit.layers, (layer) => normName(localName(layer, unit)))
}

/** What ends a stage: `transition` of `transition.bn`. */
export function transitionName(unit: Unit): string {
  const [first] = unit.layers
  return first === undefined ? '' : variableName(localName(first, unit).split('.')[0] ?? '')
}

/** Paths within it: `norm`. */
export function transitionPaths(unit: Unit): ReadonlyMap<number, string> {
  const own = (layer: Layer): string => localName(layer, unit).split('.').slice(1).join('.')
  return new Map(unit.layers.map((layer) => [layer.id, variableName(normName(own(layer)))]))
}

function normName(name: string): string {
  return name.replace(/^bn(?=\d*$)/, 'norm')
}
