/**
 * Convolutions whose input has numbers too far apart for Winograd's products of bfloat16: a run finds them in its first batch and computes them directly, and so
 * does whatever opens its network later.
 */
import type { FloatType } from './graph-layer.ts'

/** The largest magnitude in a convolution's input over the mean one. */
export interface Outliers {
  /** Of the convolution. */
  readonly name: string
  readonly ratio: number
}

/** Names of the convolutions that are direct ones for them. In float32 Winograd's products lose nothing to them. */
export function directFor(outliers: readonly Outliers[], precision: FloatType): ReadonlySet<string> {
  return new Set(precision === 'bfloat16' ? outliers.map(({ name }) => name) : [])
}

const mostNamed = 5

/** What follows "direct convolutions": "for outliers in the first batch: stage1.block1.conv1 (largest 812 times the mean)". */
export function outliersWords(found: readonly Outliers[]): string {
  const named = found.slice(0, mostNamed).map(({ name, ratio }) => `${name} (largest ${Math.round(ratio)} times the mean)`)
  const rest = found.length > mostNamed ? ` and ${found.length - mostNamed} more` : ''
  return `for outliers in the first batch: ${named.join(', ')}${rest}`
}
