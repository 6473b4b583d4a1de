/** Which layers our own kernels compute, by kind and shape: the same in float32 and in bfloat16. */
import { imageId, type Layer, type LayerGraph } from './layer-graph.ts'
import { sidesOf } from './map-shape.ts'

/**
 * Where Winograd's convolutions are faster than direct ones: 3×3 of stride 1, with channels enough to fill vectors and not so many that its transformed
 * weights, four times as large, take longer to come from memory than is saved. Measured in whole steps of ResNet-20 and -18, in both precisions; to
 * choose for each way of a convolution by itself changed nothing (docs/kernels.md).
 */
export function isWinograd(graph: LayerGraph, layer: Layer): boolean {
  if (layer.kind !== 'conv') return false
  const { kernel, stride, padding, dilation = 1, groups = 1, width } = layer.config
  const isThree = sidesOf(kernel).every((side) => side === 3) && sidesOf(padding).every((side) => side === 1)
  const channels = graph.layers[layer.inputs[0] ?? 0]?.outputShape[2] ?? 0
  const narrower = Math.min(channels, width)
  return isThree && stride === 1 && dilation === 1 && groups === 1 && narrower >= 16 && narrower <= 512
}

/**
 * Where both gradients of one of our convolutions are made at once. Of Winograd's: what comes back through BN is made an image at a time, which has to stay in a
 * core's own cache. Of direct ones, if they are plain 1×1: it is made some pixels at a time. Sums by the weights are made apart by several cores.
 */
export function makesBoth(graph: LayerGraph, layer: Layer): boolean {
  const [rows = 0, columns = 0, width = 0] = layer.outputShape
  const [input = imageId] = layer.inputs
  const channels = graph.layers[input]?.outputShape[2] ?? 0
  if (input === imageId) return false
  if (isWinograd(graph, layer)) return channels * width <= 128 * 128 && rows * columns * width <= 256 * 1024
  return isPlain(layer) && width % 2 === 0 && channels * width <= 128 * 512
}

/**
 * The others: padding needs no map of its own then, nor is one kept for the way back, a strided 1×1 reads its pixels where they are, and BN joins them. In bfloat16
 * too: where the processor multiplies it our products are about as fast as oneDNN's, and where it does not, float32 arithmetic takes two thirds of the time of what
 * TensorFlow has. A plain 1×1, of stride 1, is a product, which oneDNN computes at the machine's limit and our own kernels nearly: what they gain is BN's passes
 * beside it (docs/kernels.md).
 */
export function isDirect(graph: LayerGraph, layer: Layer): boolean {
  if (layer.kind !== 'conv' || isWinograd(graph, layer)) return false
  const { dilation = 1, groups = 1 } = layer.config
  return dilation === 1 && groups === 1
}

/** A 1×1 whose windows are the map's pixels. */
function isPlain(layer: Layer): boolean {
  if (layer.kind !== 'conv') return false
  const { kernel, stride, padding } = layer.config
  return stride === 1 && sidesOf(kernel).every((side) => side === 1) && sidesOf(padding).every((side) => side === 0)
}

/** A byte says which pixel of a window is the largest. */
export function isPooled(layer: Layer): boolean {
  return layer.kind === 'maxPool' && layer.config.kernel <= 16
}
