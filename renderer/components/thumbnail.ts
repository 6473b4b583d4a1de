/** The bars of a network's thumbnail, from kernel, stride and padding alone: cheap enough for a long list. */
import type { Architecture } from '../../core/architecture/architecture.ts'
import { blockRule, isResidual, type Stage } from '../../core/architecture/blocks.ts'
import { sideAfter, type MapWindow } from '../../core/architecture/map-size.ts'

export interface ThumbnailBar {
  readonly x: number
  readonly width: number
  readonly height: number
  readonly tone: number
  readonly residual: boolean
}

const octave = 24
const scale = 1 / 11
const gap = 1.5

/** Rows of the map after a convolution or pooling; at least one, so that any draft can be drawn. */
function rowsAfter(rows: number, window: MapWindow): number {
  return Math.max(1, sideAfter(rows, window))
}

/** One bar a stage, 52 px wide in all at most: long rows of stages are drawn thinner. */
export function thumbnailBars(architecture: Architecture): ThumbnailBar[] {
  const { stem, stages } = architecture
  let rows = architecture.input.height
  if (stem) rows = rowsAfter(rows, stem)
  if (stem?.pool) rows = rowsAfter(rows, stem.pool)
  let x = 0
  const bars = stages.map((stage) => {
    const [first, ...later] = blockRule(stage.kind).windows(stage)
    if (first) rows = rowsAfter(rows, first)
    const bar = {
      x,
      width: 3 + 1.7 * Math.log2(stage.blocks + 1),
      height: barHeight(rows),
      tone: toneOf(stage),
      residual: isResidual(stage),
    }
    for (const window of later) rows = rowsAfter(rows, window)
    x += bar.width + gap
    return bar
  })
  const squeeze = Math.min(1, 51 / Math.max(1, x))
  return bars.map((bar) => ({ ...bar, x: bar.x * squeeze, width: bar.width * squeeze }))
}

function barHeight(rows: number): number {
  return Math.max(2, (8 + octave * Math.log2(rows)) * scale)
}

function toneOf(stage: Stage): number {
  return Math.max(0, Math.min(7, Math.round(Math.log2(blockRule(stage.kind).outputWidth(stage))) - 4))
}
