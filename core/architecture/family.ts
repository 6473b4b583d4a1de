/** The family of CIFAR nets of 6n + 2 layers. */
import type { Architecture } from './architecture.ts'
import { walkNetwork } from './walk-network.ts'

/**
 * n of a design of 6n+2 layers (He et al. 2016, section 4.2): three stages of n blocks of two layers between a stem and a head of one each; null for
 * others.
 */
export function familyDepthOf(architecture: Architecture): number | null {
  const { input, stages } = architecture
  const [first] = stages
  if (input.height > 64 || stages.length !== 3 || !first) return null
  const walked = walkNetwork(architecture)
  if (walked.stem?.depth !== 1 || walked.head.depth !== 1) return null
  const alike = stages.every(({ blocks }, index) => blocks === first.blocks && walked.stages[index]?.depth === 2 * blocks)
  return alike ? first.blocks : null
}
