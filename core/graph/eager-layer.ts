/**
 * How a layer runs op by op on any tfjs backend. Gradients come from tfjs's own autodiff: an implementation nobody here wrote,
 * against which the training graph's are tested, and the fallback where no native TensorFlow is.
 */
import type * as tfjs from '@tensorflow/tfjs-core'

/** The parts of tfjs-core that layers use, given as an argument so that core/graph depends on no runtime. */
export type Tfjs = typeof tfjs
export type EagerTensor = tfjs.Tensor

export interface EagerRequest<Config> {
  readonly config: Config
  /** [batch, height, width, channels] or [batch, features]. */
  readonly inputs: readonly EagerTensor[]
  readonly training: boolean
  parameter(name: string): EagerTensor
  statistic(name: string): EagerTensor
  updateStatistic(name: string, value: EagerTensor): void
  /** Random numbers from 0 to below 1, keyed by run, pass and layer: asked for again, they are the same. Training only. */
  uniform(shape: readonly number[]): EagerTensor
}

export type EagerLayer<Config> = (tf: Tfjs, request: EagerRequest<Config>) => EagerTensor

/** The only input of a layer. Throws a RangeError when there is none. */
export function onlyEager<T extends EagerTensor = tfjs.Tensor4D>(inputs: readonly EagerTensor[]): T {
  const [input] = inputs
  if (input === undefined) throw new RangeError('A layer lacks its input.')
  return input as T
}
