/** Parameters and MACs of an architecture, counted once for each: architectures are immutable. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { analyse } from '../../../core/graph/analysis.ts'

export interface Counts {
  readonly parameters: number
  readonly macs: number
  readonly depth: number
}

const known = new WeakMap<Architecture, Counts | null>()

/** Null where the architecture cannot be trained. */
export function countsOf(architecture: Architecture): Counts | null {
  const before = known.get(architecture)
  if (before !== undefined) return before
  const lowered = lower(architecture)
  const counts = lowered.ok ? analyse(lowered.graph) : null
  const kept = counts && { parameters: counts.parameters, macs: counts.macs, depth: counts.depth }
  known.set(architecture, kept)
  return kept
}
