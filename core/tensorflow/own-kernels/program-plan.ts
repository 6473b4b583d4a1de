/** What is decided of a program's network before a node of it is written. */
import { checkpointedSegments, type Segment } from '../../graph/activation-checkpointing.ts'
import { kernelPlan, noKernels, type KernelPlan } from '../../graph/kernel-plan.ts'
import { activationCheckpointingOf } from '../../recipe/chosen-activation-checkpointing.ts'
import type { ProgramRequest } from '../program.ts'
import { survivalChances } from '../step-draws.ts'

export interface ProgramPlan {
  /** What is computed again rather than kept. */
  readonly segments: readonly Segment[]
  /** What our own kernels compute. */
  readonly kernels: KernelPlan
}

export function programPlan({ graph, recipe, kernels, direct, devices = [] }: ProgramRequest): ProgramPlan {
  const segments = checkpointedSegments(graph, activationCheckpointingOf(graph, recipe))
  if (kernels === undefined || devices.length > 0) return { segments, kernels: noKernels }
  const scaled = new Set(survivalChances(graph, recipe).keys())
  return { segments, kernels: kernelPlan({ graph, precision: recipe.precision, segments, scaled, ...(direct && { direct }) }) }
}
