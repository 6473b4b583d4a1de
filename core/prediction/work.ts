/** The work of one training step, counted from the graph and the recipe alone: what a machine's speeds are multiplied by. */
import { inputShapes, numbersIn, parametersOf, ruleOf } from '../graph/analysis.ts'
import { imageId, type Layer, type LayerGraph } from '../graph/layer-graph.ts'
import type { LayerWork } from '../graph/layer-work.ts'
import { size } from '../graph/tensors.ts'
import { bytesOf } from '../graph/training-memory.ts'
import { checkpointedSegments, recomputedLayers } from '../graph/activation-checkpointing.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { activationCheckpointingOf } from '../recipe/chosen-activation-checkpointing.ts'

/**
 * Kinds of work whose speed is measured at several places and interpolated between them: convolutions by channels (geometric mean of those in
 * and out), maps by the megabytes of a tensor.
 */
export const convPlaces = { conv16: 16, conv32: 32, conv64: 64, conv128: 128, conv256: 256, conv512: 512 } as const
/** In groups, whatever the kernel: by channels of a group. */
const groupedConvPlaces = { groupedConv4: 4, ...convPlaces } as const
const pointConvPlaces = { pointConv64: 64, pointConv256: 256, pointConv1024: 1024 } as const
const normPlaces = { norm1: 1, norm16: 16, norm64: 64 } as const
export const mapPlaces = { map1: 1, map16: 16, map64: 64 } as const

export const workKinds = [
  /** Steps, and passes of forward and backward. */
  'step',
  /** Layers, each forward and each backward: what it costs to start them. */
  'layer',
  /** Multiply-accumulates of convolutions over the image itself, which has few channels. */
  'imageConv',
  'conv16',
  'conv32',
  'conv64',
  'conv128',
  'conv256',
  'conv512',
  /** The same with a stride: what they take beyond those without. */
  'stridedConv',
  /** Of convolutions in groups: of one channel, and of four or fewer. */
  'depthwiseConv',
  'groupedConv4',
  'pointConv64',
  'pointConv256',
  'pointConv1024',
  'linear',
  /** Numbers read and written by BN. */
  'norm1',
  'norm16',
  'norm64',
  /** The same where channels come not in sixteens: what it takes beyond. */
  'unevenNorm',
  /** Numbers read and written by ReLU, additions, biases, padding. */
  'map1',
  'map16',
  'map64',
  /** Numbers read and written with each image's channels summed or scaled by themselves, as group normalisation and SE do. */
  'channelwise',
  /** Numbers read and written as they are: concatenations. */
  'copy',
  /** Numbers that eˣ, ln or erf is taken of, and those drawn at random: what they take beyond being read and written. */
  'function',
  'drawn',
  /** Numbers in the windows of a max-pooling, and of an average pooling. */
  'pool',
  'averagePool',
  /** Weights read and written by gradients, optimizer and averages. */
  'parameter',
  /** Numbers of the images of a batch, as they are gathered, cropped, flipped and scaled. */
  'image',
] as const

export type WorkKind = (typeof workKinds)[number]
/** Where each kind stands, in rising order. */
type Places = Readonly<Partial<Record<WorkKind, number>>>

export type Work = Readonly<Record<WorkKind, number>>

/** What is asked of a pass over images. */
type PassRecipe = Pick<Recipe, 'batchSize' | 'precision' | 'augmentation'>

/** What a recipe means for the work. */
export type WorkRecipe = Pick<
  Recipe,
  | 'batchSize'
  | 'accumulation'
  | 'precision'
  | 'optimizer'
  | 'averaging'
  | 'gradientClip'
  | 'augmentation'
  | 'activationCheckpointing'
>

/** Linear in layers. Activation checkpointing that fits nowhere counts as the most there is. */
export function workOfStep(graph: LayerGraph, recipe: Recipe): Work {
  const work = noWork()
  for (const own of workOfLayers(graph, recipe)) for (const kind of workKinds) work[kind] += own[kind]
  work.step = recipe.accumulation
  return work
}

/** Of each layer, in the order of the graph; a step's own are not among it. */
export function workOfLayers(graph: LayerGraph, recipe: Recipe): Work[] {
  const again = recomputedLayers(graph, checkpointedSegments(graph, activationCheckpointingOf(graph, recipe)))
  const readers = graph.layers.map(() => 0)
  for (const { inputs } of graph.layers) for (const input of inputs) readers[input] = (readers[input] ?? 0) + 1
  const trained = layersAfterWeights(graph)
  return graph.layers.map((layer) => {
    const work = noWork()
    const forward = again.has(layer.id) ? 2 : 1
    const goesBack = layer.inputs.some((input) => trained.has(input))
    countLayer(work, graph, layer, recipe, { forward, backward: 1, goesBack })
    // Where a map is read twice, its gradients are added.
    const sums = Math.max(0, (readers[layer.id] ?? 0) - 1)
    countMap(work, mapPlaces, size(layer.outputShape), recipe, 3 * sums)
    const weights = numbersIn(parametersOf(graph, layer))
    // Gradients by the weights are written, and the weights read twice: once forward, once backward.
    work.parameter += 3 * weights
    for (const kind of workKinds) work[kind] *= recipe.accumulation
    work.parameter += weights * passesOverWeights(recipe)
    return work
  })
}

export function noWork(): Record<WorkKind, number> {
  return Object.fromEntries(workKinds.map((kind) => [kind, 0])) as Record<WorkKind, number>
}

/** Layers that training changes, and those that read them: only to them a gradient goes back. */
function layersAfterWeights(graph: LayerGraph): ReadonlySet<number> {
  const after = new Set<number>()
  for (const layer of graph.layers) {
    if (layer.inputs.some((input) => after.has(input)) || parametersOf(graph, layer).length > 0) after.add(layer.id)
  }
  return after
}

/** How often a layer is computed forward, how often what comes back to it is, and whether that goes back through it to its input. */
interface Passes {
  readonly forward: number
  readonly backward: 0 | 1
  readonly goesBack: boolean
}

/** What one layer takes, added to the work. */
export function countLayer(
  work: Record<WorkKind, number>,
  graph: LayerGraph,
  layer: Layer,
  recipe: PassRecipe,
  { forward, backward, goesBack }: Passes,
): void {
  const { batchSize } = recipe
  const inputs = inputShapes(graph, layer)
  const ofImage = layer.inputs.includes(imageId)
  // Backward there are two products of the same size: by the weights and, unless that is of the image alone, by the input.
  const products = batchSize * (forward + backward * (goesBack ? 2 : 1))
  if (layer.id !== imageId) work.layer += forward + backward
  for (const part of ruleOf(layer).work(layer.config, inputs)) {
    switch (part.kind) {
      case 'image':
        work.image += batchSize * part.numbers * imageWork(recipe)
        break
      case 'convolution':
        if (ofImage) work.imageConv += products * part.macs
        else countConv(work, part, products * part.macs)
        break
      case 'fully-connected':
        work.linear += products * part.macs
        break
      case 'normalisation':
      case 'uneven-normalisation': {
        const passes = part.forward * forward + part.backward * backward
        countMap(work, normPlaces, part.numbers, recipe, passes)
        if (part.kind === 'uneven-normalisation') work.unevenNorm += passes * batchSize * part.numbers
        break
      }
      case 'map':
        countMap(work, mapPlaces, part.numbers, recipe, part.forward * forward + part.backward * backward)
        break
      case 'channelwise':
      case 'copy':
      case 'function':
        work[part.kind] += batchSize * part.numbers * (part.forward * forward + part.backward * backward)
        break
      case 'drawn':
        work.drawn += batchSize * part.numbers * forward
        break
      case 'windows':
        work[part.of === 'mean' ? 'averagePool' : 'pool'] += batchSize * part.numbers * (forward + backward)
        break
    }
  }
}

type Convolution = Extract<LayerWork, { kind: 'convolution' }>

function countConv(work: Record<WorkKind, number>, part: Convolution, macs: number): void {
  const { isPoint, channels, width, groups, stride } = part
  const place = Math.sqrt(channels * width)
  if (groups === 1) spread(work, isPoint ? pointConvPlaces : convPlaces, place, macs)
  else if (place === 1) work.depthwiseConv += macs
  // A vector that holds four is not sooner done with two.
  else spread(work, groupedConvPlaces, Math.max(4, place), macs * Math.max(1, 4 / place))
  if (stride > 1) work.stridedConv += macs
}

/** Numbers of a map that go between memory and processor, in so many passes over it. */
export function countMap(
  work: Record<WorkKind, number>,
  places: Places,
  ofImage: number,
  { batchSize, precision }: PassRecipe,
  passes: number,
): void {
  const numbers = batchSize * ofImage
  spread(work, places, (numbers * bytesOf(precision)) / 2 ** 20, passes * numbers)
}

/** Shares an amount between the two kinds that its place lies between, by its distance from them in octaves. */
function spread(work: Record<WorkKind, number>, places: Places, place: number, amount: number): void {
  const kinds = Object.entries(places) as [WorkKind, number][]
  const above = kinds.findIndex(([, at]) => at >= place)
  const [high, highAt] = kinds[above] ?? kinds[kinds.length - 1] ?? []
  const [low, lowAt] = kinds[above - 1] ?? []
  if (high === undefined || highAt === undefined) return
  const share = above < 1 || lowAt === undefined ? 1 : Math.log2(place / lowAt) / Math.log2(highAt / lowAt)
  work[high] += amount * share
  if (low !== undefined && above >= 1) work[low] += amount * (1 - share)
}

/** How often all weights are read or written once the gradients are there. */
function passesOverWeights({ optimizer, averaging, gradientClip, accumulation }: WorkRecipe): number {
  const ofOptimizer = { sgd: 6, lars: 9, adamw: 12 }[optimizer.kind]
  return (
    ofOptimizer +
    (averaging.kind === 'none' ? 0 : 3) +
    (gradientClip === null ? 0 : 3) +
    (accumulation > 1 ? 3 * accumulation : 0)
  )
}

/** How often the images of a batch are read or written: gathered, scaled, and as the recipe changes them. */
function imageWork({ augmentation }: PassRecipe): number {
  const { pad, flip, cutout, erasing, mixup } = augmentation
  return 2 + (pad > 0 ? 3 : 0) + (flip ? 1 : 0) + (cutout > 0 ? 2 : 0) + (erasing === null ? 0 : 3) + (mixup > 0 ? 2 : 0)
}
