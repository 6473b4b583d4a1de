/** The bars of a network's thumbnail, by arithmetic alone: cheap enough for a long list. */
import type { Architecture } from '../../core/architecture/architecture.ts'
import { isResidual } from '../../core/architecture/blocks.ts'
import { mapOf } from '../../core/architecture/map-size.ts'
import { walkNetwork } from '../../core/architecture/walk-network.ts'

export interface ThumbnailBar {
  readonly x: number
  readonly width: number
  readonly height: number
  readonly tone: number
  readonly residual: boolean
}

/** Of every thumbnail, in px: lists keep so much room. */
export const thumbnailWidth = 46

const octave = 24
const scale = 1 / 11
const gap = 1.5

/** One bar a stage, no wider in all than a thumbnail with its lines: long rows of stages are drawn thinner. */
export function thumbnailBars(architecture: Architecture): ThumbnailBar[] {
  const walked = walkNetwork(architecture).stages
  let x = 0
  const bars = architecture.stages.map((stage, index) => {
    const { height: rows, channels } = mapOf(walked[index]?.first?.shape ?? [1])
    const width = 3 + 1.7 * Math.log2(stage.blocks + 1)
    const bar = { x, width, height: barHeight(rows), tone: toneOf(channels), residual: isResidual(stage) }
    x += width + gap
    return bar
  })
  const squeeze = Math.min(1, (thumbnailWidth - 2) / Math.max(1, x - gap))
  return bars.map((bar) => ({ ...bar, x: bar.x * squeeze, width: bar.width * squeeze }))
}

function barHeight(rows: number): number {
  return Math.max(2, (8 + octave * Math.log2(rows)) * scale)
}

function toneOf(channels: number): number {
  return Math.max(0, Math.min(7, Math.round(Math.log2(channels)) - 4))
}
