/** The stack in words, for those who do not see it: shape and counts of every part. */
import { formatCount, formatCounted, formatShape } from '../../format.ts'
import type { Item, PartId } from './stack-layout.ts'
import type { ShortcutForm, StackLayer, StackModel } from './stack-model.ts'

const shortcuts: Record<ShortcutForm, string> = {
  none: 'no shortcut',
  identity: 'identity shortcut',
  zeros: 'shortcut padded with zeros',
  projection: 'projection shortcut',
}

export function describePart(model: StackModel, part: PartId): string {
  if (part === 'stem' && model.stem) {
    return `Stem, output ${formatShape(model.stem.output)}, ${formatCounted(model.stem.parameters, 'parameter')}`
  }
  if (part === 'head')
    return `Head, ${model.head.parts.map((cell) => cell.label).join(', ')}, ${formatCounted(model.head.parameters, 'parameter')}`
  const stage = typeof part === 'number' ? model.stages[part] : undefined
  if (!stage) return ''
  const blocks = `${formatCount(stage.blocks.length)} ${stage.stage.kind} ${stage.blocks.length === 1 ? 'block' : 'blocks'}`
  return `Stage ${stage.index + 1}, ${blocks} of width ${formatCount(stage.stage.width)}, output ${formatShape(stage.output)}, ${formatCounted(stage.parameters, 'parameter')}`
}

export function describeBlock(item: Item): string {
  const { block } = item
  if (!block) return ''
  if (item.count > 1) {
    return `Blocks ${block.index + 1} to ${block.index + item.count}, output ${formatShape(block.output)}, drawn as one`
  }
  return `Block ${block.index + 1}, ${formatCounted(block.convolutions, 'convolution')}, ${shortcuts[block.shortcut]}, output ${formatShape(block.output)}, ${formatCounted(block.parameters, 'parameter')}`
}

export function describeLayer(layer: StackLayer): string {
  return `${layer.label}, output ${formatShape(layer.outputShape)}, ${formatCounted(layer.parameters, 'parameter')}, ${formatCounted(layer.macs, 'MAC')}`
}
