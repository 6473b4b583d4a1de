/**
 * What stems, blocks and heads are made of, as data: layers one after the other, and forks, whose branches begin at the same layer and meet
 * in another. Lowering, sizes, limits and the drawing read the same steps.
 */
import type { Branch } from '../graph/layer-graph.ts'
import type { LayerConfigs, LayerKind } from '../graph/layers.ts'

interface LayerStepOf<K extends LayerKind> {
  readonly layer: K
  /** Within its stem, block or head: `conv1`, `shortcut.bn`. */
  readonly name: string
  readonly config: LayerConfigs[K]
  /** What is set so that its window fits, or its stride: without, the part's `kernel` and `stride` are. */
  readonly mends?: WindowMends
}

export interface WindowMends {
  readonly window?: WindowMend
  readonly stride?: WindowMend
}

/** The field of a stem, stage or head that a window comes from, and the value of it with which it fits, with the words for a button. */
export interface WindowMend {
  readonly field: string
  readonly label: string
  readonly value: unknown
}

export type LayerStep = { [K in LayerKind]: LayerStepOf<K> }[LayerKind]

/** Branches that read the same layer, and the layer that reads their ends, in their order. */
export interface Fork {
  /** Of a residual block within a block; what is told of it stands under this name. The block's own has none. */
  readonly name?: string
  readonly branches: readonly ForkBranch[]
  readonly merge: LayerStep
}

export interface ForkBranch {
  readonly branch: Branch
  /** None for the identity. */
  readonly steps: readonly Step[]
}

export type Step = LayerStep | Fork

export function isFork(step: Step): step is Fork {
  return 'merge' in step
}

/** The same steps under a name of their own: `shortcut.bn` for `bn`. */
export function within(prefix: string, step: Step): Step {
  if (!isFork(step)) return { ...step, name: `${prefix}.${step.name}` }
  const { branches, merge } = step
  return {
    ...step,
    branches: branches.map(({ branch, steps }) => ({ branch, steps: steps.map((inner) => within(prefix, inner)) })),
    merge: { ...merge, name: `${prefix}.${merge.name}` },
  }
}

export function layer<K extends LayerKind>(kind: K, name: string, config: LayerConfigs[K], mends?: WindowMends): LayerStep {
  // TypeScript cannot see that kind and config stay a pair through the type parameter.
  return { layer: kind, name, config, ...(mends !== undefined && { mends }) } as LayerStepOf<K> as LayerStep
}
