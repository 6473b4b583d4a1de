/** How far a band reaches around a mean. */
import type { Sample } from './sample.ts'

export const spreads = ['std', 'standard-error', 'interval', 'range'] as const
export type Spread = (typeof spreads)[number]

/** As it is said after a mean. */
export const spreadWords: Readonly<Record<Spread, string>> = {
  std: '± 1 std',
  'standard-error': '± 1 standard error',
  interval: '95 % interval',
  range: 'least to most',
}

/** From where to where; null of one value, which has no spread. */
export function reach(sample: Sample, spread: Spread): { readonly low: number; readonly high: number } | null {
  if (sample.n < 2) return null
  if (spread === 'range') return { low: sample.least, high: sample.most }
  const half = { std: sample.std, 'standard-error': sample.standardError, interval: sample.halfInterval }[spread]
  return half === null ? null : { low: sample.mean - half, high: sample.mean + half }
}
