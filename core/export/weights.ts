/** A network's numbers, arranged as other frameworks keep them. */
import { ruleOf } from '../graph/analysis.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import { size, type Shape } from '../graph/tensors.ts'
import { valueOf } from '../graph/value-of.ts'
import type { Tensor, Tensors } from '../files/safetensors.ts'
import { averageOf } from '../tensorflow/initial-state.ts'
import { tensorNames, type TensorName } from './module-paths.ts'

/** Parameters and statistics as evaluation takes them: averaged ones where the run averages. By their names here, as here. */
export function evaluatedWeights(graph: LayerGraph, state: Tensors): Tensors {
  return new Map(tensorNames(graph).map(({ name }) => [name, state.get(averageOf(name)) ?? valueOf(state, name)]))
}

/**
 * Weights in which the branch of each of these residual blocks is multiplied by its factor: drop path leaves it to evaluation, and other frameworks
 * do not know of it. `factors` are by id of the addition. What ends a branch gives what is linear in all its parameters, so they are multiplied.
 */
export function withBranchFactors(graph: LayerGraph, weights: Tensors, factors: ReadonlyMap<number, number>): Tensors {
  const scaled = new Map(weights)
  for (const [id, factor] of factors) {
    const end = graph.layers[graph.layers[id]?.inputs[0] ?? -1]
    if (end === undefined || !isLinearInParameters(end)) {
      throw new RangeError(
        `The branch that ${graph.layers[id]?.name ?? id} adds does not end in weights that a factor could be put into.`,
      )
    }
    for (const { name, trained, layer } of tensorNames(graph)) {
      if (layer !== end || !trained) continue
      const { shape, values } = valueOf(scaled, name)
      scaled.set(name, { shape, values: values.map((value) => value * factor) })
    }
  }
  return scaled
}

function isLinearInParameters(layer: Layer): boolean {
  const { weighted, normalises } = ruleOf(layer)
  return weighted === true || normalises === true
}

/** Bytes of all parameters and statistics, in float32. */
export function weightBytes(graph: LayerGraph): number {
  return tensorNames(graph).reduce((sum, { shape }) => sum + 4 * size(shape), 0)
}

/** As PyTorch keeps them, by the names of a state dict. */
export function pytorchWeights(graph: LayerGraph, weights: Tensors): Tensors {
  return new Map(
    tensorNames(graph).map((tensor) => [tensor.pytorch, channelsFirst(graph, tensor, valueOf(weights, tensor.name))]),
  )
}

/** As Keras keeps them, which is as they are here, by layer and variable. */
export function kerasWeights(graph: LayerGraph, weights: Tensors): Tensors {
  return new Map(tensorNames(graph).map(({ keras, name }) => [keras, valueOf(weights, name)]))
}

/** Shape of a tensor in PyTorch and ONNX. */
export function pytorchShape({ shape, spelling }: Pick<TensorName, 'shape' | 'spelling'>): readonly number[] {
  return spelling.axes?.map((axis) => shape[axis] ?? 1) ?? shape
}

/** A tensor in the order of PyTorch and ONNX, whose maps are NCHW. */
export function channelsFirst(graph: LayerGraph, { layer, spelling }: TensorName, tensor: Tensor): Tensor {
  const map = spelling.features === undefined ? null : flattenedMap(graph, layer)
  const ordered = map === null ? tensor : reordered(tensor, spelling.features ?? 0, channelsFirstOrder(map))
  return spelling.axes === undefined ? ordered : transposed(ordered, spelling.axes)
}

/** The same back again: what PyTorch keeps as it is kept here. */
export function channelsLast(graph: LayerGraph, { layer, spelling }: TensorName, tensor: Tensor): Tensor {
  const back = spelling.axes?.map((_, axis) => spelling.axes?.indexOf(axis) ?? axis)
  const plain = back === undefined ? tensor : transposed(tensor, back)
  const map = spelling.features === undefined ? null : flattenedMap(graph, layer)
  if (map === null) return plain
  const order = channelsFirstOrder(map)
  const inverse = new Array<number>(order.length)
  order.forEach((from, to) => (inverse[from] = to))
  return reordered(plain, spelling.features ?? 0, inverse)
}

/** Shape of the map whose flattened numbers a layer reads as features; null where they come from no map. */
function flattenedMap(graph: LayerGraph, layer: Layer): readonly [number, number, number] | null {
  let at = graph.layers[layer.inputs[0] ?? -1]
  while (at !== undefined && at.outputShape.length === 1 && ruleOf(at).weighted !== true) {
    const before: Layer | undefined = graph.layers[at.inputs[0] ?? -1]
    const shape: Shape | undefined = before?.outputShape
    if (shape?.length === 3) return ruleOf(at).isView === true ? shape : null
    at = before
  }
  return null
}

/** Where each number of a map flattened as channels, height, width stands in one flattened as height, width, channels. */
function channelsFirstOrder([rows, columns, channels]: readonly [number, number, number]): number[] {
  const pixels = rows * columns
  return Array.from({ length: pixels * channels }, (_, at) => (at % pixels) * channels + Math.floor(at / pixels))
}

function reordered({ shape, values }: Tensor, axis: number, order: readonly number[]): Tensor {
  const inner = size(shape.slice(axis + 1))
  const outer = size(shape.slice(0, axis))
  const result = new Float32Array(values.length)
  for (let block = 0; block < outer; block++) {
    order.forEach((from, to) => {
      const begin = (block * order.length + from) * inner
      result.set(values.subarray(begin, begin + inner), (block * order.length + to) * inner)
    })
  }
  return { shape, values: result }
}

/** The tensor with its axes in another order. */
function transposed({ shape, values }: Tensor, axes: readonly number[]): Tensor {
  const strides = shape.map((_, axis) => size(shape.slice(axis + 1)))
  const sides = axes.map((axis) => shape[axis] ?? 1)
  const steps = axes.map((axis) => strides[axis] ?? 1)
  const result = new Float32Array(values.length)
  const index = sides.map(() => 0)
  let from = 0
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from] ?? 0
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      from += steps[axis] ?? 0
      if (next < (sides[axis] ?? 1)) {
        index[axis] = next
        break
      }
      from -= (steps[axis] ?? 0) * next
      index[axis] = 0
    }
  }
  return { shape: sides, values: result }
}
