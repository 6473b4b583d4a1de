/** A run's network, opened for as long as something is read of it. */
import { createInspection, type InspectionProgram } from '../../tensorflow/inspection/inspection-program.ts'
import type { InspectionRequest } from '../../tensorflow/inspection/inspection-graph.ts'
import type { InspectedRun } from '../inspected-run.ts'

/** With the weights of its checkpoint, to be read by probes; with lesions blocks can be left out. */
export async function opened<T>(
  { graph, recipe, dataset, weights, binding, kernels, outliers }: InspectedRun,
  asked: Pick<InspectionRequest, 'split' | 'probes'> & { readonly withLesions?: boolean },
  use: (program: InspectionProgram) => Promise<T>,
): Promise<T> {
  const request = { graph, recipe, dataset, outliers, withLesions: false, ...asked }
  const program = createInspection(binding, kernels === undefined ? request : { ...request, kernels })
  try {
    program.writeWeights(weights)
    return await use(program)
  } finally {
    program.dispose()
  }
}
