/** What is asked of the process that uses a network, to see what it takes of the memory. */
import type { LayerGraph } from '../../graph/layer-graph.ts'
import type { Outliers } from '../../graph/outliers.ts'
import type { Recipe } from '../../recipe/recipe.ts'

export interface DeviceMemoryTask {
  readonly graph: LayerGraph
  readonly recipe: Recipe
  readonly precision: 'float32' | 'bfloat16'
  /** Images at once. */
  readonly batch: number
  readonly threads: number
  /** Whether our own kernels compute. */
  readonly own: boolean
  /** What the run found. */
  readonly outliers: readonly Outliers[]
}
