/** The gallery's networks train here and in PyTorch from the same weights and batches: smaller pictures, the same layers. */
import type { Architecture } from '../../core/architecture/architecture.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { parametersOf, statisticsOf } from '../../core/graph/analysis.ts'
import { Failure } from '../../core/files/failure.ts'
import type { Layer, LayerGraph } from '../../core/graph/layer-graph.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { graphOf, randomDataset, recipeWith } from '../engine/native.ts'
import { countedNames } from './gallery.ts'
import { trainInPyTorch } from './case-files.ts'
import { smallDesigns, type SmallDesign } from './small-designs.ts'
import { differences, steps, trainHere, type ReferenceCase, type Trajectory } from './cases.ts'

const batchSize = 8
const counts = { train: 40, test: 8 }
/**
 * Steps so small that rounding does not drive two trainings apart, and clipped, since gradients of untrained networks differ a thousandfold. What
 * the losses then do not show, the norms of the momenta do: sums of the gradients of all steps.
 */
const rate = 1e-6
const gradientClip = 1
const momentumTolerance = 5e-2
const shareOfAllTolerance = 4e-3

/**
 * Those that are trained in each run: dense, gated, pre-activated and wide, which the other trajectories are not, and small ones of the kinds that
 * the gallery has in large networks alone. None is very deep: over a thousand layers with BN rounding alone drives two trainings apart.
 */
export const trainedEveryTime = ['densenet-40-12', 'highway-19', 'pre-resnet-110', 'wrn-16-4', ...Object.keys(smallDesigns)]

/** Those asked for, or all. Throws a Failure for a name that is none. */
export async function galleryNames(asked: readonly string[]): Promise<readonly string[]> {
  const names = await countedNames()
  const unknown = asked.find((name) => !names.includes(name))
  if (unknown === undefined) return asked.length > 0 ? asked : names
  throw new Failure(
    'no-preset',
    `There is no network "${unknown}".`,
    'Their names are those of the files in resources/presets, and of small-designs.ts.',
  )
}

/** Where a network trains otherwise here than in PyTorch, in words; nothing when the twenty steps agree. */
export async function galleryDifferences(binding: Binding, python: string, name: string): Promise<string[]> {
  const one = await galleryCase(name)
  const { cases } = trainInPyTorch(python, ['-m', 'gallery.trajectories'], binding, [one], ({ graph }) => ({
    layers: weightedLayers(graph),
  }))
  const expected = cases[name]
  if (expected === undefined) return ['not trained']
  const actual = await trainHere(binding, one)
  return [...differences(actual, expected, batchSize), ...momentumDifferences(actual, expected)]
}

/**
 * Each within a share of its own norm and a small one of all momenta's: a convolution's bias before BN gets no gradient but rounding, and in a deep
 * network a ReLU that rounding turns moves the small ones by a tenth.
 */
function momentumDifferences(actual: Trajectory, expected: Trajectory): string[] {
  const momenta = Object.entries(expected.norms).filter(([name]) => name.endsWith('/momentum'))
  const ofAll = Math.hypot(...momenta.map(([, norm]) => norm))
  return momenta.flatMap(([name, norm]) => {
    const here = actual.norms[name] ?? NaN
    const isNear = Math.abs(here - norm) <= momentumTolerance * norm + shareOfAllTolerance * ofAll
    return isNear ? [] : [`norm of ${name}: ${here} here, ${norm} in PyTorch, ${ofAll} of all`]
  })
}

/** The network that is trained under this name: of the gallery, for smaller pictures, or one that is small itself. */
export async function trainedDesign(name: string): Promise<SmallDesign> {
  const small = smallDesigns[name]
  if (small !== undefined) return small()
  const preset = await loadPreset(name)
  if (preset === null) throw new Error(`There is no preset ${name}.`)
  const side = smallSide(preset)
  return { architecture: { ...preset, input: { ...preset.input, height: side, width: side } }, rate }
}

async function galleryCase(name: string): Promise<ReferenceCase> {
  const { architecture, rate: initial } = await trainedDesign(name)
  const { input, head } = architecture
  return {
    name,
    architecture,
    graph: withoutDropout(graphOf(architecture)),
    recipe: recipeWith({
      batchSize,
      length: { unit: 'steps', value: steps },
      learningRate: { kind: 'steps', initial, divisor: 10, after: [15] },
      gradientClip,
      seed: 5,
    }),
    dataset: randomDataset({ ...input, classes: head.classes }, counts),
  }
}

/** Every stage is left a map of a few pixels: Inception's convolutions without padding take most. */
function smallSide({ input }: Architecture): number {
  if (input.height < 64) return 16
  return input.height === 299 ? 112 : 64
}

/** What is left out is drawn by chance, and no two programs draw alike. */
function withoutDropout(graph: LayerGraph): LayerGraph {
  return {
    ...graph,
    layers: graph.layers.map((layer) => (layer.kind === 'dropout' ? { ...layer, config: { ...layer.config, rate: 0 } } : layer)),
  }
}

/** Layers that hold numbers, in the order in which they run, as trajectories.py pairs them with PyTorch's. */
function weightedLayers(graph: LayerGraph): object[] {
  return graph.layers.flatMap((layer) => {
    const parameters = parametersOf(graph, layer)
    if (parameters.length === 0) return []
    const statistics = statisticsOf(graph, layer)
    const isWeighted = parameters.some(({ name }) => name === 'weights')
    return {
      name: layer.name,
      kind: isWeighted ? 'weighted' : statistics.length > 0 ? 'normal' : 'number',
      tensors: [...parameters, ...statistics].map(({ name }) => `${layer.name}.${name}`),
      flattened: flattenedMap(graph, layer),
    }
  })
}

/** The map whose values a fully connected layer reads, which PyTorch flattens in another order; null where it reads features. */
function flattenedMap({ layers }: LayerGraph, layer: Layer): readonly number[] | null {
  let before = layers[layer.inputs[0] ?? 0]
  while (before?.kind === 'dropout') before = layers[before.inputs[0] ?? 0]
  return before?.kind === 'flatten' ? (layers[before.inputs[0] ?? 0]?.outputShape ?? null) : null
}
