/**
 * Where everything in the stack drawing stands, as numbers only: left to right, centred on one spine, to scale.
 * Heights follow resolution, thickness follows width, both on log scales; x and widths are scaled by one zoom k.
 */
import type { LayerAnalysis } from '../graph/analysis.ts'
import type { BlockColumn, Cost, StackBlock, StackModel, StackStage } from './stack-model.ts'

/** Stages by index; stem and head beside them. */
export type PartId = 'input' | 'stem' | 'head' | number

export type ItemRole = 'input' | 'conv' | 'pool' | 'block' | 'node' | 'sheaf' | 'head'

/** One cell of the drawing. */
export interface Item {
  readonly role: ItemRole
  readonly part: PartId
  /** Left edge and thickness in px, zoom included, from the left end of the drawing. */
  readonly x: number
  readonly w: number
  /** Rows of its output, and channels. */
  readonly size: number
  readonly channels: number
  readonly stride: number
  /** Weighted layers one after the other, by which the cell is divided. */
  readonly columns: readonly BlockColumn[]
  /** What the bar under it stands for: its block, the whole stage for a node, else its part of stem or head; null for none. */
  readonly cost: Cost | null
  /** Layers that it stands for; of a sheaf those of its first block, of the image and the head none. */
  readonly layers: readonly LayerAnalysis[]
  /** The block drawn; for a node or a sheaf the first of those it stands for. */
  readonly block: StackBlock | null
  /** Blocks it stands for. */
  readonly count: number
}

/** Whether the item is, or stands for, that block of its stage. */
export function standsFor(item: Item, block: number | null): boolean {
  return block !== null && item.block !== null && block >= item.block.index && block < item.block.index + item.count
}

/** From the first to the last cell of a stem, stage or head. */
export interface Span {
  readonly part: PartId
  readonly x0: number
  readonly x1: number
}

export interface StackLayout {
  readonly items: readonly Item[]
  readonly spans: readonly Span[]
  readonly k: number
  /** Right end of the last cell. */
  readonly width: number
}

/** `auto` folds long stages when cells would get too thin; `all` draws every stage as one node; `none` never folds. */
export type Folding = 'auto' | 'all' | 'none'

const gaps = { afterInput: 14, blocks: 9, stages: 32 }
/** Pooling, head and the image are this thick. */
const thin = 5
const sheafWidth = 64
/** Under this zoom long stages are folded, until it is this again. */
const foldUnder = 0.45
const foldUntil = 0.72
/** Stages of up to this many blocks are not folded: first, second and last would not be fewer. */
const shortStage = 4
const largestZoom = 1.6

/** Thickness of a cell of `channels` channels, in px at zoom 1. */
export function thickness(channels: number): number {
  return 6 + 5 * Math.max(0, Math.log2(channels) - 3)
}

/** Height of a cell for a map of `rows` rows; `octave` is px per doubling of resolution. */
export function cellHeight(rows: number, octave: number): number {
  return 8 + octave * Math.log2(Math.max(1, rows))
}

/** px per doubling of resolution, so that an input of `rows` rows fits a canvas of that height. */
export function octaveFor(canvasHeight: number, rows: number): number {
  return Math.max(17, Math.min(44, (canvasHeight - 482) / Math.log2(Math.max(2, rows))))
}

/** Tone 0 (16 channels or fewer) to 7 (2,048 or more). */
export function toneOf(channels: number): number {
  return Math.max(0, Math.min(7, Math.round(Math.log2(channels)) - 4))
}

/** The drawing fitted to `available` px; wider where its cells would get too thin even when folded. */
export function fitStack(model: StackModel, available: number, folding: Folding): StackLayout {
  const layout = foldToFit(model, available, folding)
  return layout.k < foldUnder ? scale(layout, foldUnder / layout.k) : layout
}

function foldToFit(model: StackModel, available: number, folding: Folding): StackLayout {
  const fitted = (natural: StackLayout): StackLayout => scale(natural, Math.min(largestZoom, available / natural.width))
  const whole = place(model, new Set(), folding === 'all')
  if (folding !== 'auto' || available / whole.width >= foldUnder) return fitted(whole)

  const longest = model.stages
    .filter((stage) => stage.blocks.length > shortStage)
    .sort((a, b) => b.blocks.length - a.blocks.length)
  const folded = new Set<number>()
  let natural = whole
  for (const stage of longest) {
    folded.add(stage.index)
    natural = place(model, folded, false)
    if (available / natural.width >= foldUntil) break
  }
  return fitted(natural)
}

/** The drawing at a zoom the person chose, every block drawn unless stages are folded by hand. */
export function zoomStack(model: StackModel, k: number, folding: Folding): StackLayout {
  return scale(place(model, new Set(), folding === 'all'), k)
}

/** Zooms a person can choose beside "fit". */
export const zoomSteps: readonly number[] = [0.45, 0.6, 0.8, 1, 1.25, 1.6]

function scale(layout: StackLayout, by: number): StackLayout {
  return {
    items: layout.items.map((item) => ({ ...item, x: item.x * by, w: item.w * by })),
    spans: layout.spans.map((span) => ({ ...span, x0: span.x0 * by, x1: span.x1 * by })),
    k: layout.k * by,
    width: layout.width * by,
  }
}

/** Everything at zoom 1. Stages in `folded` show first, second, a sheaf and last block; with `nodes` every stage is one node. */
function place(model: StackModel, folded: ReadonlySet<number>, nodes: boolean): StackLayout {
  const items: Item[] = []
  const spans: Span[] = []
  let x = 0
  const put: Put = (item, w) => {
    items.push({ block: null, count: 1, columns: [], cost: null, layers: [], ...item, x, w })
    x += w
  }
  const span = (part: PartId, draw: () => void): void => {
    const x0 = x
    draw()
    spans.push({ part, x0, x1: x })
  }

  put({ role: 'input', part: 'input', size: model.input[0], channels: model.input[2], stride: 1 }, thin)
  x += model.stem ? gaps.afterInput : gaps.stages
  const { stem } = model
  if (stem) {
    span('stem', () => {
      stem.cells.forEach(({ role, output: [size, , channels], stride, columns, costs, layers }, index) => {
        if (index > 0) x += gaps.blocks
        put(
          { role, part: 'stem', size, channels, stride, columns, cost: costs, layers },
          role === 'conv' ? thickness(channels) : thin,
        )
      })
    })
    x += gaps.stages
  }
  for (const stage of model.stages) {
    span(stage.index, () => {
      placeBlocks(stage, nodes, folded.has(stage.index), put, () => (x += gaps.blocks))
      if (stage.pool) {
        x += gaps.blocks
        const [size, , channels] = stage.pool.output
        put({ role: 'pool', part: stage.index, size, channels, stride: stage.pool.stride }, thin)
      }
    })
    x += gaps.stages
  }
  span('head', () => {
    model.head.parts.forEach((part, index) => {
      if (index > 0) x += gaps.blocks
      put({ role: 'head', part: 'head', size: part.rows, channels: part.features, stride: 1, cost: part }, thin)
    })
  })
  return { items, spans, k: 1, width: x }
}

type Put = (
  item: Pick<Item, 'role' | 'part' | 'size' | 'channels' | 'stride'> &
    Partial<Pick<Item, 'block' | 'count' | 'columns' | 'cost' | 'layers'>>,
  w: number,
) => void

function placeBlocks(stage: StackStage, nodes: boolean, folded: boolean, put: Put, gap: () => void): void {
  const { blocks } = stage
  const cell = (block: StackBlock | undefined): void => {
    if (!block) return
    const [size, , channels] = block.output
    const { stride, columns, layers } = block
    put({ role: 'block', part: stage.index, size, channels, stride, columns, cost: block, layers, block }, thickness(channels))
  }
  const [first, second, third] = blocks
  if (nodes && first && blocks.length > 1) {
    const [size, , channels] = first.output
    const node = {
      role: 'node',
      part: stage.index,
      size,
      channels,
      stride: first.stride,
      cost: stage,
      layers: blocks.flatMap(({ layers }) => layers),
      block: first,
      count: blocks.length,
    } as const
    put(node, thickness(channels) * 2 + 14)
  } else if (folded && third) {
    cell(first)
    gap()
    cell(second)
    gap()
    const [size, , channels] = third.output
    const count = blocks.length - 3
    put(
      { role: 'sheaf', part: stage.index, size, channels, stride: 1, cost: third, layers: third.layers, block: third, count },
      sheafWidth,
    )
    gap()
    cell(blocks[blocks.length - 1])
  } else {
    blocks.forEach((block, index) => {
      if (index > 0) gap()
      cell(block)
    })
  }
}
