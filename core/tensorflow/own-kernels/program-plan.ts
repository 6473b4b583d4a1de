/** What our own kernels compute of a program's network. */
import { checkpointedSegments } from '../../graph/activation-checkpointing.ts'
import { activationCheckpointingOf } from '../../recipe/chosen-activation-checkpointing.ts'
import type { ProgramRequest } from '../program.ts'
import { survivalChances } from '../step-draws.ts'
import { kernelPlan, noKernels, type KernelPlan } from './plan.ts'

export function programPlan({ graph, recipe, kernels, devices = [] }: ProgramRequest): KernelPlan {
  if (kernels === undefined || devices.length > 0) return noKernels
  return kernelPlan({
    graph,
    precision: recipe.precision,
    segments: checkpointedSegments(graph, activationCheckpointingOf(graph, recipe)),
    scaled: new Set(survivalChances(graph, recipe).keys()),
  })
}
