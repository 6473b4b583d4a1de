/** What one batch shows in a network that was not trained yet: which numbers, of which layers, in which order. */
import { depthsOf, isOnMainPath, isWeighted, ruleOf } from './analysis.ts'
import type { Layer, LayerGraph } from './layer-graph.ts'
import type { Outliers } from './outliers.ts'
import type { Shape } from './tensors.ts'

/** Of one layer, over one batch. A unit is one number of the output for one image: a pixel of a channel, or a feature. */
export const firstBatchQuantities = [
  /** Mean and std of the output over images, pixels and channels. */
  'mean',
  'std',
  /** Std of a unit over the images of the batch, as the root of the mean of its square over units: 0 where the output is the same for all images. */
  'imageStd',
  /** Norm of the gradient of the loss by the output. Null where nothing goes back: the image. */
  'gradientNorm',
  /** Norms of the gradient of the loss by the weights, and of the weights themselves. Null without weights. */
  'weightGradientNorm',
  'weightNorm',
  /** Share of units that are 0 for every image, and that are above 0 for every image. Null where the layer rectifies nothing. */
  'deadShare',
  'openShare',
] as const

export type FirstBatchQuantity = (typeof firstBatchQuantities)[number]

/** How far images lie from each other whose gradients are compared, as shares of the way from one image of the batch to the next. */
export const neighbourDistances = [1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4] as const

/** A layer and its numbers; not finite where the network's own are not. */
export interface FirstBatchLayer extends Record<FirstBatchQuantity, number | null> {
  readonly name: string
  /** As on screen: "conv 3×3", "ReLU". */
  readonly label: string
  /** Weighted layers on the main path up to here. */
  readonly depth: number
  readonly isOnMainPath: boolean
  readonly isWeighted: boolean
  /** Of one image. */
  readonly shape: Shape
}

/** Which layers a quantity is of. */
export function hasQuantity(layer: Layer, quantity: FirstBatchQuantity): boolean {
  switch (quantity) {
    case 'mean':
    case 'std':
    case 'imageStd':
      return true
    case 'gradientNorm':
      return layer.inputs.length > 0
    case 'weightGradientNorm':
    case 'weightNorm':
      return isWeighted(layer)
    case 'deadShare':
    case 'openShare':
      return ruleOf(layer).rectifies === true
  }
}

/** One entry a quantity and layer, quantity by quantity, each from the input on. */
export function firstBatchLayout(graph: LayerGraph): { readonly quantity: FirstBatchQuantity; readonly id: number }[] {
  return firstBatchQuantities.flatMap((quantity) =>
    graph.layers.flatMap((layer) => (hasQuantity(layer, quantity) ? [{ quantity, id: layer.id }] : [])),
  )
}

/** The numbers of `firstBatchLayout`, in its order, by layer. */
export function firstBatchLayers(graph: LayerGraph, numbers: ArrayLike<number>): FirstBatchLayer[] {
  const depths = depthsOf(graph)
  const none = Object.fromEntries(firstBatchQuantities.map((quantity) => [quantity, null])) as Record<FirstBatchQuantity, null>
  const layers = graph.layers.map((layer): FirstBatchLayer => ({
    name: layer.name,
    label: ruleOf(layer).label(layer.config),
    depth: depths[layer.id] ?? 0,
    isOnMainPath: isOnMainPath(layer),
    isWeighted: isWeighted(layer),
    shape: layer.outputShape,
    ...none,
  }))
  firstBatchLayout(graph).forEach(({ quantity, id }, index) => {
    const layer = layers[id]
    if (layer !== undefined) layer[quantity] = numbers[index] ?? NaN
  })
  return layers
}

/** What one batch showed: through the network forwards and backwards, and in a few steps of training. */
export interface FirstBatch {
  readonly layers: readonly FirstBatchLayer[]
  /** Mean cross-entropy of the batch in nats; NaN where it is not finite. */
  readonly loss: number
  /** Correlation of the gradients by the image at images so far apart as `neighbourDistances`: see core/training/first-batch/neighbours.ts. */
  readonly correlations: readonly number[]
  /** Median of the timed steps in milliseconds, and how many those were. */
  readonly stepMs: number
  readonly timedSteps: number
  /** Largest memory of the process while it trained, in bytes; null where it was not measured: on a GPU. */
  readonly peakBytes: number | null
  /** "TensorFlow 2.21.0, CPU, 2 cores" */
  readonly device: string
  /** Convolutions that the timed steps compute directly for them, as a run would. */
  readonly outliers: readonly Outliers[]
}
