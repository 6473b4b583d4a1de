/** What a drawn line is, in words that stand where it is drawn. */
import type { Curve } from '../../../core/store/run.ts'
import { formatCount, formatCounted, formatPercent } from '../../format.ts'

/** "Training: exponential average of every step, weight 0.9; faint: smallest to largest of 64 steps a point." `ranges`: these are drawn, too. */
export function trainingWords(smoothing: number, { width }: Pick<Curve, 'width'>, ranges: boolean): string {
  if (smoothing === 0) {
    if (width === 1) return 'Training: each step as it was measured.'
    return `Training: mean of ${formatCount(width)} steps a point${ranges ? '; faint: their smallest to largest' : ''}.`
  }
  const reach = formatCount(1 / (1 - smoothing))
  const faint = width === 1 ? 'each step' : `smallest to largest of ${formatCount(width)} steps a point`
  const line = `Training: exponential average, weight ${smoothing}, of every step, about the last ${reach}`
  return ranges ? `${line}; faint: ${faint}.` : `${line}.`
}

/** The same of one line in a table: "exponential average, weight 0.9", "mean of 64 steps", "each step". */
export function howDrawn(smoothing: number, width: number): string {
  if (smoothing > 0) return `exponential average, weight ${smoothing}`
  return width === 1 ? 'each step' : `mean of ${formatCount(width)} steps`
}

/** "2,080 of 1,000,000 points"; nothing where all of them are drawn. */
export function pointWords(curves: readonly Pick<Curve, 'steps' | 'points'>[]): string {
  const drawn = curves.reduce((sum, { steps }) => sum + steps.length, 0)
  const all = curves.reduce((sum, { points }) => sum + points, 0)
  return drawn >= all ? '' : `${formatCount(drawn)} of ${formatCounted(all, 'point')}`
}

/** While what long runs of an older Stagecraft lack is made. `share`: from 0 to 1. */
export function makingWords(share: number): string {
  return `An older Stagecraft kept no reduced curves of so long a run. They are made, once: ${formatPercent(share, 0)}.`
}
