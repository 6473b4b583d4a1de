/** Depths of published nets, for the marks of the dial: taken from the presets, not written down again. */
import type { Preset } from '../../../core/architecture/gallery.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { countsOf } from '../../../core/architecture/counts.ts'
import { familyDepthOf } from '../../../core/architecture/family.ts'

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
