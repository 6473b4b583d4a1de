/**
 * What the lightness of the cells shows: width, kind of block, or a share of the costs. Always eight tones of one hue; of what is counted, each is
 * twice the one before.
 */
import { blockRule } from '../../../core/architecture/blocks.ts'
import { activationBytes, usualBatch } from '../../../core/graph/activation-memory.ts'
import { formatBytes, formatCount, formatMilliseconds, formatScaledShort } from '../../format.ts'
import { toneOf, type Item } from '../../../core/drawing/stack-layout.ts'
import type { Cost, StackModel } from '../../../core/drawing/stack-model.ts'

export const toneKinds = ['width', 'kind', 'parameters', 'macs', 'memory', 'time'] as const
export type ToneKind = (typeof toneKinds)[number]

export const toneWords: Readonly<Record<ToneKind, string>> = {
  width: 'width',
  kind: 'kind',
  parameters: 'parameters',
  macs: 'MACs',
  memory: 'memory',
  time: 'predicted time',
}

/** Tones from light to dark; the scale's text says what the ends stand for, or what each stands for. */
export interface Tone {
  readonly kind: ToneKind
  /** From 0 to 7. */
  of(item: Item): number
  readonly scale: ToneScale
}

export type ToneScale =
  | { readonly kind: 'ramp'; readonly low: string; readonly high: string }
  | { readonly kind: 'names'; readonly names: readonly { readonly tone: number; readonly name: string }[] }

const darkest = 7

/** Predicted milliseconds that layers take of a training step; null where nothing is known. */
export type TimeOf = (of: Pick<Item, 'layers'>) => number | null
type AmountOf = (item: Item) => number | null

export function toneBy(kind: ToneKind, model: StackModel, items: readonly Item[], timeOf: TimeOf): Tone {
  const batch = usualBatch(model.input[0])
  const ofCost =
    (value: (cost: Cost) => number): AmountOf =>
    (item) =>
      item.cost ? value(item.cost) : null
  switch (kind) {
    case 'width':
      return ofWidth(items)
    case 'kind':
      return ofBlockKind(model)
    case 'parameters':
      return ofAmount(
        kind,
        items,
        ofCost(({ parameters }) => parameters),
        formatScaledShort,
      )
    case 'macs':
      return ofAmount(
        kind,
        items,
        ofCost(({ macs }) => macs),
        formatScaledShort,
      )
    case 'memory':
      return ofAmount(
        kind,
        items,
        ofCost((cost) => activationBytes(cost, batch)),
        formatBytes,
      )
    case 'time':
      return ofAmount(kind, items, timeOf, formatMilliseconds)
  }
}

function ofWidth(items: readonly Item[]): Tone {
  const widths = items.filter(isToned).map(({ channels }) => channels)
  const [low, high] = [Math.min(...widths), Math.max(...widths)]
  return {
    kind: 'width',
    of: ({ channels }) => toneOf(channels),
    scale: { kind: 'ramp', low: widths.length > 0 ? formatCount(low) : '', high: widths.length > 0 ? formatCount(high) : '' },
  }
}

/** Kinds in the order in which they come, spread over the tones; the stem's is the lightest. */
function ofBlockKind(model: StackModel): Tone {
  const kinds = [...new Set(model.stages.map(({ stage }) => stage.kind))]
  const toneOfKind = (at: number): number => 1 + Math.round(((darkest - 1) * at) / Math.max(1, kinds.length - 1))
  return {
    kind: 'kind',
    of({ part }) {
      const stage = typeof part === 'number' ? model.stages[part] : undefined
      return stage ? toneOfKind(kinds.indexOf(stage.stage.kind)) : 0
    },
    scale: { kind: 'names', names: kinds.map((name, at) => ({ tone: toneOfKind(at), name: blockRule(name).word })) },
  }
}

function ofAmount(kind: ToneKind, items: readonly Item[], amount: AmountOf, format: (value: number) => string): Tone {
  const most = items.filter(isToned).reduce((largest, item) => Math.max(largest, amount(item) ?? 0), 0)
  return {
    kind,
    of(item) {
      const value = amount(item) ?? 0
      return value > 0 ? Math.max(0, Math.min(darkest, darkest + Math.round(Math.log2(value / most)))) : 0
    },
    scale:
      most > 0
        ? { kind: 'ramp', low: `${format(most / 2 ** darkest)}`, high: format(most) }
        : { kind: 'ramp', low: '', high: 'not known' },
  }
}

/** Whether its cell is filled: the image, pooling and the head are outlines. */
const isToned = ({ role }: Item): boolean => role === 'conv' || role === 'block' || role === 'node'
