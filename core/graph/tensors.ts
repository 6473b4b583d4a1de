/** Tensors of a network, as every layer kind speaks of them. */
import type { InitialValues } from './initialization.ts'

/** Shape of one example without the batch: `[height, width, channels]` (NHWC) or `[features]`. */
export type Shape = readonly [number, number, number] | readonly [number]

/** A trainable tensor of a layer. */
export interface Parameter {
  /** `weights` for what products are made with, which weight decay is on in either scope; `bias`, `scale`, `offset`, `slope` or `factor`. */
  readonly name: string
  /** As TensorFlow stores it: HWIO for convolutions, [in, out] for fully connected layers. */
  readonly shape: readonly number[]
  readonly initial: InitialValues
}

/** A tensor a layer keeps but does not train: BN's running mean and variance. */
export interface Statistic {
  readonly name: string
  readonly shape: readonly number[]
  readonly initial: number
}

/** Numbers in a tensor of this shape. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
