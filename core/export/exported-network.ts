/** What is exported, whatever the format. */
import type { LayerGraph } from '../graph/layer-graph.ts'

export interface ExportedNetwork {
  /** As a person named the design or the run. */
  readonly name: string
  readonly graph: LayerGraph
  /** What the blocks of a stage are called: `Basic`. */
  label(stage: number): string
  /** Whether the maps at the ends of the stages are given beside the scores. */
  readonly features: boolean
  readonly weights: ExportedWeights
}

/** Where the numbers come from, and how the images were scaled that they were trained with. */
export interface ExportedWeights {
  /** Name of the file that holds them, beside the source; null where they are not written. */
  readonly file: string | null
  /** `step 64000 of run "ResNet-20"`, `initial values of seed 1`. */
  readonly from: string
  /** By channel, of pixels from 0 to 255: (pixel - mean) / std. Null where nothing was trained, or the data set is not here. */
  readonly scaling: { readonly mean: readonly number[]; readonly std: readonly number[] } | null
}
