/** The stack in words, for those who do not see it: shape and counts of every part. */
import { blockRule } from '../../../core/architecture/blocks.ts'
import { formatCount, formatCounted, formatShape } from '../../format.ts'
import type { Item, PartId } from '../../../core/drawing/stack-layout.ts'
import type { LaneContent, LaneLayer } from './lane.ts'
import type { JoinMark, ShortcutForm, StackBlock, StackModel } from '../../../core/drawing/stack-model.ts'

const shortcuts: Record<ShortcutForm, string> = {
  none: 'no shortcut',
  identity: 'identity shortcut',
  changed: 'shortcut',
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
  const blocks = `${formatCounted(stage.blocks.length, `${blockRule(stage.stage.kind).word} block`)}`
  return `Stage ${stage.index + 1}, ${blocks} of width ${formatCount(stage.stage.width)}, output ${formatShape(stage.output)}, ${formatCounted(stage.parameters, 'parameter')}${outersAfter(model, stage.index)}`
}

/** The shortcuts around whole stages that end with this one. */
function outersAfter({ outers }: StackModel, stage: number): string {
  return outers
    .filter(({ last }) => last === stage)
    .map(({ first, last, shortcut }) => `, ${shortcuts[shortcut]} around ${first === last ? 'it' : 'all stages'}`)
    .join('')
}

const joins: Record<JoinMark, string> = {
  sum: 'added at its end',
  product: 'multiplied at its end',
  gate: 'gated at its end',
  concatenation: 'concatenated at its end',
}

export function describeBlock(item: Item): string {
  const { block } = item
  if (!block) return ''
  if (item.count > 1) {
    return `Blocks ${block.index + 1} to ${block.index + item.count}, output ${formatShape(block.output)}, drawn as one`
  }
  return [
    `Block ${block.index + 1}`,
    `${formatCounted(block.columns.length, 'layer')} deep`,
    ...waysOf(block),
    shortcuts[block.shortcut] + (block.shortcutWords ? ` ${block.shortcutWords}` : ''),
    ...(block.join ? [joins[block.join]] : []),
    `output ${formatShape(block.output)}`,
    formatCounted(block.parameters, 'parameter'),
  ].join(', ')
}

function waysOf({ columns, gate }: StackBlock): string[] {
  const ways = columns.reduce((most, column) => Math.max(most, column.ways), 1)
  const groups = columns.reduce((most, column) => Math.max(most, column.groups), 1)
  return [
    ...(ways > 1 ? [`up to ${ways} ways side by side`] : []),
    ...(groups > 1 ? [`${groups} groups of channels`] : []),
    ...(gate === 'inside' ? ['with a gate in its branch'] : []),
  ]
}

export function describeLayer(layer: LaneLayer, { layers, layout }: LaneContent): string {
  const row = layout.places.get(layer.id)?.row ?? 0
  const read = layers.filter(({ id }) => layer.inputs.includes(id)).map(({ label }) => label)
  return [
    layer.label,
    ...(layer.branch === 'shortcut' ? ['on the shortcut'] : layer.branch === 'gate' ? ['on the gate'] : []),
    ...(layout.apart ? [] : [`row ${row + 1} of ${layout.rows}`]),
    ...(layer.groups > 1 ? [`${formatCount(layer.groups)} groups`] : []),
    ...(layer.inputs.length > 1 && read.length > 0
      ? [`of ${read.join(' and ')}${read.length < layer.inputs.length ? ' and what comes in' : ''}`]
      : []),
    `output ${formatShape(layer.outputShape)}`,
    formatCounted(layer.parameters, 'parameter'),
    formatCounted(layer.macs, 'MAC'),
  ].join(', ')
}
