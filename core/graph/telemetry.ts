/** What is measured inside a network while it trains: which quantities, of which layers and blocks, in which order. */

/** Of each layer with weights. Norms are roots of sums of squares. */
export const layerQuantities = [
  /** Norm of the gradient of the loss by the layer's weights, before clipping. */
  'gradientNorm',
  /** Norm of the weights before the step. */
  'weightNorm',
  /** Norm of the step's change of the weights ÷ norm of the weights before it. */
  'updateRatio',
  /**
   * Std of the layer's response over batch, pixels and channels: after BN, before ReLU and addition (He et al. 2016, figure
   * 7). The class scores are no response.
   */
  'responseStd',
] as const

/** Of each residual block x + F(x). */
export const blockQuantities = [
  /** ‖F(x)‖ ÷ ‖x‖ over the batch. */
  'branchShare',
  /** Norm of the gradient of the loss that goes back to x through F, and through the shortcut. */
  'branchGradient',
  'shortcutGradient',
] as const

export const telemetryQuantities = [...layerQuantities, ...blockQuantities] as const

export type TelemetryQuantity = (typeof telemetryQuantities)[number]

/** One number measured: the quantity and the layer (`stage1.block1.conv1`) or block (`stage1.block1`) it is of. */
export interface TelemetryEntry {
  readonly quantity: TelemetryQuantity
  readonly of: string
  /** Weighted layers on the main path up to here, as depth is counted. */
  readonly depth: number
}

/** One quantity in all layers over a run's steps. */
export interface TelemetryView {
  readonly quantity: TelemetryQuantity
  /** Names, from the input on. */
  readonly of: readonly string[]
  readonly depths: Float64Array
  readonly steps: Float64Array
  /** [steps, layers], row by row; NaN where it was not finite. */
  readonly values: Float32Array
  /** Measured steps in the range, of which `steps` may be every second one, or every fourth and so on. */
  readonly measured: number
}

/** Which layer or block is looked at, of networks that need not have the same. */
export type WhichLayer =
  { readonly kind: 'first' } | { readonly kind: 'last' } | { readonly kind: 'named'; readonly name: string }

/** One quantity of one layer or block over a run's steps. An entry is of every so many measured steps, or tells of one that is not finite. */
export interface TelemetryLine {
  readonly of: string
  /** Last step of each entry, rising. */
  readonly steps: Float64Array
  readonly low: Float64Array
  readonly mean: Float64Array
  readonly high: Float64Array
  /** Measured steps of an entry. */
  readonly width: number
  /** Measured steps in the range. */
  readonly measured: number
}

/** Of several runs: a line of each that has the layer, and the names that can be asked for. */
export interface TelemetryLines {
  readonly names: readonly string[]
  readonly lines: readonly (TelemetryLine & { readonly run: string; readonly quantity: TelemetryQuantity })[]
}

export const histogramTensors = ['weights', 'gradient', 'response'] as const

/** How the numbers of one tensor are spread: counts in bins of equal width from `low` to `high`. */
export interface Histogram {
  readonly of: string
  readonly tensor: (typeof histogramTensors)[number]
  /** Counted from 1. */
  readonly step: number
  readonly low: number
  readonly high: number
  readonly counts: Float64Array
}
