/** Depths of published nets, for the marks of the dial: taken from the presets, not written down again. */
import type { Preset } from '../../../core/architecture/gallery.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { countsOf } from '../../../core/architecture/counts.ts'
import { walkNetwork } from '../../../core/architecture/walk-network.ts'

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

/** n and depth of the 6n+2 presets, each once. */
export function depthMarks(presets: readonly Preset[]): { value: number; depth: number }[] {
  const depths = presets.flatMap((preset) => familyDepthOf(preset.architecture) ?? [])
  return [...new Set(depths)].map((n) => ({ value: n, depth: 6 * n + 2 }))
}

/**
 * Blocks that stage `index` has in published networks with as many stages and the same input, with their depth: of the
 * families that have a stage of this kind there, so that a plain twin counts with its residual net, and VGG with neither.
 */
export function stageMarks(
  presets: readonly Preset[],
  architecture: Architecture,
  index: number,
): { value: number; depth: number }[] {
  const alike = presets.filter(
    ({ architecture: { stages, input } }) =>
      stages.length === architecture.stages.length && input.height === architecture.input.height,
  )
  const kind = architecture.stages[index]?.kind
  const kin = new Set(alike.filter((preset) => preset.architecture.stages[index]?.kind === kind).map(({ family }) => family))
  const seen = new Map<number, number>()
  for (const { family, architecture: preset } of alike) {
    const stage = preset.stages[index]
    const depth = countsOf(preset)?.depth
    if (stage && kin.has(family) && depth !== undefined) seen.set(depth, stage.blocks)
  }
  return [...seen].map(([depth, value]) => ({ value, depth }))
}
