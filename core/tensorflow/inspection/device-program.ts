/** A network as it is used: some images in, class scores out, on so many threads. What can be run of it: `scores` (image), and what writes its weights. */
import type { LayerGraph } from '../../graph/layer-graph.ts'
import { kernelPlan, noKernels, type KernelPlan } from '../../graph/kernel-plan.ts'
import type { FloatType } from '../../graph/graph-layer.ts'
import { directFor, type Outliers } from '../../graph/outliers.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import type { Binding } from '../binding.ts'
import { expectedBranches } from '../evaluation-graph.ts'
import { GraphWriter } from '../graph-writer.ts'
import { emitForward } from '../network.ts'
import { networkVariables } from '../network-variables.ts'
import type { Instructions } from '../own-kernels/module.ts'
import type { NetworkState } from '../program.ts'
import { Session } from '../session.ts'
import { emitState, writeState } from '../state-graph.ts'
import { survivalChances } from '../step-draws.ts'

export interface DeviceRequest {
  readonly graph: LayerGraph
  readonly recipe: Recipe
  readonly precision: FloatType
  /** Images at once. */
  readonly batch: number
  readonly threads: number
  readonly kernels: Instructions | undefined
  /** What its run found: in bfloat16 those convolutions are direct ones. */
  readonly outliers: readonly Outliers[]
}

export interface DeviceProgram {
  /** `images`: [batch, height, width, channels], scaled. Gives [batch, classes]. */
  scores(images: Float32Array): Float32Array
  dispose(): void
}

export function createDevice(binding: Binding, request: DeviceRequest, state: NetworkState): DeviceProgram {
  const { graph, recipe, precision, batch, threads } = request
  const writer = new GraphWriter()
  const variables = networkVariables(writer, graph)
  const shape = [batch, ...(graph.layers[0]?.outputShape ?? [])]
  const image = writer.cast(writer.placeholder('image', 'float32', shape), precision)
  const branchFactors = expectedBranches(writer, graph, recipe)
  const { scores } = emitForward(writer, graph, variables, image, false, {
    branchFactors,
    kernels: devicePlan({ ...request, own: request.kernels !== undefined }),
  })
  writer.target('scores', scores, [])
  const weights = emitState(writer, 'Weights', new Map([...variables.parameters, ...variables.statistics]))
  const session = new Session(binding, writer.nodes, { threads })
  writeState(session, weights, state)
  return {
    scores: (values) => session.run('scores', { image: { shape, values } }),
    dispose: () => session.dispose(),
  }
}

/** What our own kernels compute of it. */
export function devicePlan({
  graph,
  recipe,
  precision,
  outliers,
  own,
}: Pick<DeviceRequest, 'graph' | 'recipe' | 'precision' | 'outliers'> & { readonly own: boolean }): KernelPlan {
  const scaled = new Set(survivalChances(graph, recipe).keys())
  return own ? kernelPlan({ graph, precision, segments: [], scaled, direct: directFor(outliers, precision) }) : noKernels
}
