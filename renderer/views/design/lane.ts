/** What the lane under the drawing shows: the layers of the unfolded block, or of stem or head, and how they hang together. */
import { isWeighted, ruleOf, type LayerAnalysis } from '../../../core/graph/analysis.ts'
import type { Branch } from '../../../core/graph/layer-graph.ts'
import type { LayerPicture } from '../../../core/graph/layer-rule.ts'
import { formatCounted } from '../../format.ts'
import { branchOf, groupsOf } from '../../../core/drawing/block-picture.ts'
import { layOutLane, type LaneLayout } from './lane-layout.ts'
import type { PartId } from '../../../core/drawing/stack-layout.ts'
import type { Cost, ShortcutForm, StackModel } from '../../../core/drawing/stack-model.ts'

export interface LaneLayer extends Cost {
  readonly id: number
  readonly inputs: readonly number[]
  readonly name: string
  /** "conv 3×3", "BN", "add". */
  readonly label: string
  readonly picture: LayerPicture
  readonly weighted: boolean
  readonly groups: number
  readonly stride: number
  readonly outputShape: readonly number[]
  readonly branch: Branch
}

export interface LaneContent {
  readonly title: string
  readonly note: string
  readonly layers: readonly LaneLayer[]
  readonly layout: LaneLayout
  readonly shortcut: ShortcutForm
}

/** Null when nothing is unfolded. Stem and head have no blocks: they are unfolded while they are selected. */
export function laneOf(model: StackModel, part: PartId, open: number | null): LaneContent | null {
  if (part === 'stem' && model.stem) return contentOf('Stem', 'before the stages', model.stem.layers, 'none')
  if (part === 'head') return contentOf('Head', 'after the stages', model.head.layers, 'none')
  const block = typeof part === 'number' && open !== null ? model.stages[part]?.blocks[open] : undefined
  if (!block) return null
  const note = `${formatCounted(block.columns.length, 'layer')} deep`
  return contentOf(`Stage ${block.stage + 1}, block ${block.index + 1}`, note, block.layers, block.shortcut)
}

function contentOf(title: string, note: string, analyses: readonly LayerAnalysis[], shortcut: ShortcutForm): LaneContent {
  const layers = analyses.map(laneLayer)
  return { title, note, layers, layout: layOutLane(layers), shortcut }
}

function laneLayer({ layer, parameters, macs, activations }: LayerAnalysis): LaneLayer {
  const rule = ruleOf(layer)
  return {
    id: layer.id,
    inputs: layer.inputs,
    name: layer.name,
    label: rule.label(layer.config),
    picture: rule.picture,
    weighted: isWeighted(layer),
    groups: groupsOf(layer),
    stride: rule.window(layer.config).stride,
    outputShape: layer.outputShape,
    branch: branchOf(layer),
    parameters,
    macs,
    activations,
  }
}
