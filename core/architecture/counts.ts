/** What an architecture costs, counted once for each: architectures are immutable. */
import type { Architecture } from './architecture.ts'
import { lower } from './lower.ts'
import { analyse, type Analysis } from '../graph/analysis.ts'

/** Parameters; MACs and activations for one image; layers as the field counts depth. */
export type Counts = Pick<Analysis, 'parameters' | 'macs' | 'activations' | 'depth'>

const known = new WeakMap<Architecture, Counts | null>()

/** Null where the architecture cannot be trained. */
export function countsOf(architecture: Architecture): Counts | null {
  const before = known.get(architecture)
  if (before !== undefined) return before
  const lowered = lower(architecture)
  const counts = lowered.ok ? countsIn(analyse(lowered.graph)) : null
  known.set(architecture, counts)
  return counts
}

function countsIn({ parameters, macs, activations, depth }: Analysis): Counts {
  return { parameters, macs, activations, depth }
}
