/** Zooming and moving the range of x in sight; null stands for all of it. */
import type { Range } from './chart.ts'

/** What acts on a range, for an axis that is logarithmic: by equal factors instead of equal distances. */
export function onLogAxis(
  { from, to }: Range,
  extent: Range,
  act: (range: Range, extent: Range, on: (x: number) => number) => Range | null,
): Range | null {
  const log = (range: Range): Range => ({ from: Math.log10(range.from), to: Math.log10(range.to) })
  const acted = act(log({ from, to }), log(extent), Math.log10)
  return acted && { from: 10 ** acted.from, to: 10 ** acted.to }
}

/** Narrower than this share of everything is not offered. */
const narrowest = 1e-4

/** The range within the extent; null when it covers all. */
export function clampRange({ from, to }: Range, extent: Range): Range | null {
  const all = extent.to - extent.from
  const span = Math.max(all * narrowest, to - from)
  if (span >= all * 0.999) return null
  const start = Math.min(extent.to - span, Math.max(extent.from, from))
  return { from: start, to: start + span }
}

/** Scales the range by `factor` around a point that stays where it is on the screen. */
export function zoomed({ from, to }: Range, factor: number, around: number, extent: Range): Range | null {
  return clampRange({ from: around - (around - from) * factor, to: around + (to - around) * factor }, extent)
}

/** Moves the range by a share of its width. */
export function panned({ from, to }: Range, share: number, extent: Range): Range | null {
  const by = (to - from) * share
  return clampRange({ from: from + by, to: to + by }, extent)
}
