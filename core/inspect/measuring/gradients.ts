import type { LayerGraph } from '../../graph/layer-graph.ts'
import { residualBlocks, respondingLayers, weightedLayers } from '../../graph/residual-blocks.ts'
import { createGradients, type Gradients } from '../../tensorflow/inspection/gradient-program.ts'
import { initialTensors } from '../../tensorflow/initial-state.ts'
import type { NetworkState } from '../../tensorflow/program.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { finite } from '../analyses/figure.ts'
import { chosenImages } from './chosen-images.ts'
import { drawnOrder } from './drawn-order.ts'
import type { Measure } from './measure.ts'

type Measured = ResultOf<'gradients'>['trained']

/** In batches as training takes them, drawn by the seed; images that fill none are left out. */
export const measureGradients: Measure<OptionsOf<'gradients'>, ResultOf<'gradients'>> = async (run, options, told) => {
  const { graph, recipe, dataset, binding, weights } = run
  const { split, seed } = options
  const chosen = chosenImages(options, dataset[split].count)
  const images = Int32Array.from(drawnOrder(seed, 'batches', chosen.length), (at) => chosen[at] ?? 0)
  const batch = Math.min(recipe.batchSize, images.length)
  const batches = Math.floor(images.length / batch)
  const program = createGradients(binding, { graph, recipe, dataset, split, batch })
  const measured = async (state: NetworkState, before: number): Promise<Measured> => {
    program.writeWeights(state)
    const all: Gradients[] = []
    for (let at = 0; at < batches; at++) {
      all.push(program.measure(images.slice(at * batch, (at + 1) * batch)))
      await told((before + at + 1) * batch, 2 * batches * batch)
    }
    return namedGradients(graph, all)
  }
  try {
    const initial = await measured(new Map([...initialTensors(graph, recipe.seed)].map((one) => [one.name, one])), 0)
    const trained = await measured(weights, batches)
    return { images: batches * batch, result: { batch, initial, trained } }
  } finally {
    program.dispose()
  }
}

function namedGradients(graph: LayerGraph, all: readonly Gradients[]): Measured {
  const mean = (of: (one: Gradients) => number): number | null => finite(all.reduce((sum, one) => sum + of(one), 0) / all.length)
  const rms = (of: (one: Gradients) => number | undefined): number | null => {
    const square = mean((one) => (of(one) ?? NaN) ** 2)
    return square === null ? null : Math.sqrt(square)
  }
  const responding = new Map(respondingLayers(graph).map(({ layer }, at) => [layer.id, at]))
  return {
    loss: mean(({ loss }) => loss),
    error: mean(({ error }) => error),
    layers: weightedLayers(graph).map(({ layer, depth }, at) => ({
      name: layer.name,
      depth,
      byWeights: rms(({ byWeights }) => byWeights[at]),
      byResponse: rms(({ byResponse }) => byResponse[responding.get(layer.id) ?? -1]),
    })),
    blocks: residualBlocks(graph)
      .filter(({ isOfImage }) => !isOfImage)
      .map(({ name, depth }, at) => ({
        name,
        depth,
        branch: rms(({ throughBranch }) => throughBranch[at]),
        shortcut: rms(({ throughShortcut }) => throughShortcut[at]),
      })),
  }
}
