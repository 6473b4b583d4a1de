/** Which runs are of which design: those of its network, whatever data it was fitted to, and those that carry its name. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { comparable } from '../../../core/text/names.ts'

/** Whether both are the same stem, stages and head; images and classes follow from the data set that a run is on. */
export function isSameNetwork(one: Architecture, other: Architecture): boolean {
  return networkOf(one) === networkOf(other)
}

/** Whether a network carries the design's name, as it did when the run was queued: the design may have been changed since. */
export function isNamedAlike(one: Architecture, other: Architecture): boolean {
  return comparable(one.name) === comparable(other.name)
}

export function isOfDesign(trained: Architecture, design: Architecture): boolean {
  return isNamedAlike(trained, design) || isSameNetwork(trained, design)
}

/** Architectures never change: what is made of one is kept as long as it is. */
const networks = new WeakMap<Architecture, string>()

function networkOf(architecture: Architecture): string {
  const known = networks.get(architecture)
  if (known !== undefined) return known
  const { stem, stages, head } = architecture
  const made = JSON.stringify([stem, stages, { ...head, classes: null }])
  networks.set(architecture, made)
  return made
}
