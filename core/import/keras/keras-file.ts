/** The weights within a `.keras` file. */
import type { LayerGraph } from '../../graph/layer-graph.ts'
import type { Tensors } from '../../files/safetensors.ts'
import { valueOf } from '../../graph/value-of.ts'
import { matchOffers, type Matching } from '../matching.ts'
import { readArchive } from './archive.ts'
import { openWeights, type Variable } from './hdf5.ts'
import { layersOfModel } from './model.ts'
import { kerasOffers } from './offers.ts'

export interface KerasFile {
  readonly tensors: number
  match(graph: LayerGraph): Matching
  read(matching: Matching): Tensors
  close(): void
}

/** Throws a TensorFileError or an OddFileError. */
export async function openKeras(path: string): Promise<KerasFile> {
  const { config, weights } = await readArchive(path)
  const model = layersOfModel(config)
  const file = await openWeights(weights)
  const matched = new WeakMap<Matching, ReadonlyMap<string, Variable>>()
  return {
    tensors: file.layers.reduce((sum, { variables }) => sum + variables.length, 0),
    match(graph) {
      const { offers, entries, variables } = kerasOffers(graph, model, file.layers)
      const matching = matchOffers(offers, entries)
      matched.set(matching, variables)
      return matching
    },
    read(matching) {
      const variables = matched.get(matching) ?? new Map<string, Variable>()
      return file.read(new Map([...matching.names].map((name) => [name, valueOf(variables, name)])))
    },
    close: file.close,
  }
}
