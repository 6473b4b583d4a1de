/**
 * Where Winograd's products err too much for the data. Their error is relative to the largest number that a tile reads, so one far larger than the others takes
 * its neighbours' digits. The first batch tells, as it comes to each of these convolutions with the weights that training begins with: what follows from the
 * run alone, so that a resumed run finds the same, and is looked at once.
 */
import type { GraphTensor } from '../../graph/graph-layer.ts'
import { float32, like } from '../../graph/graph-layer.ts'
import type { KernelPlan } from '../../graph/kernel-plan.ts'
import { imageId, type LayerGraph } from '../../graph/layer-graph.ts'
import type { Outliers } from '../../graph/outliers.ts'
import { allAxes, binary, emitMean, pack } from '../few-numbers.ts'
import type { GraphWriter } from '../graph-writer.ts'
import { outputOf } from '../layer-nodes.ts'
import type { ForwardPass } from '../network.ts'
import type { ProgramRequest } from '../program.ts'

/**
 * How many times the mean the largest magnitude may be in bfloat16: one a hundred times as large as the rest takes the first digit of what is added up near it,
 * up to four pixels away. Maps of half a normal distribution have 13. Means, not squares, of which one large number among some thousands makes up most.
 */
const farthest = 100

/** Once a run: not where it was looked for already. In float32 it would have to be a million times, which images of a byte a number cannot hold. */
export function looksForOutliers(
  { recipe, direct }: Pick<ProgramRequest, 'recipe' | 'direct'>,
  { convolutions }: Pick<KernelPlan, 'convolutions'>,
): boolean {
  return direct === undefined && recipe.precision === 'bfloat16' && convolutions.size > 0
}

/** Ratios of what `convolutions` read, in their order: [layers]. `pass` is one over a batch of training. */
export function emitOutliers(
  writer: GraphWriter,
  graph: LayerGraph,
  { convolutions }: Pick<KernelPlan, 'convolutions'>,
  pass: Pick<ForwardPass, 'layers'>,
): GraphTensor {
  return writer.within('outliers', () => {
    const read = inputsOf(graph, convolutions).map((id) => writer.cast(outputOf(pass.layers, id), 'float32'))
    const magnitudes = read.map((map) => writer.op('Abs', [map], float32, like(map)))
    const largest = magnitudes.map((map) => emitLargest(writer, map))
    const means = magnitudes.map((map) => emitMean(writer, map))
    return binary(writer, 'RealDiv', pack(writer, largest), pack(writer, means))
  })
}

function emitLargest(writer: GraphWriter, map: GraphTensor): GraphTensor {
  const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
  return writer.op('Max', [map, allAxes(writer, map)], attributes, { type: 'float32', shape: [] })
}

/** Those of the convolutions whose numbers are too far apart. A ratio that is no number says nothing. */
export function outlying(
  graph: LayerGraph,
  { convolutions }: Pick<KernelPlan, 'convolutions'>,
  ratios: Float32Array,
): Outliers[] {
  return [...convolutions].flatMap((layer, index) => {
    const ratio = ratios[index] ?? NaN
    return ratio > farthest ? [{ name: graph.layers[layer]?.name ?? '', ratio }] : []
  })
}

function inputsOf(graph: LayerGraph, convolutions: ReadonlySet<number>): number[] {
  return [...convolutions].map((id) => graph.layers[id]?.inputs[0] ?? imageId)
}
