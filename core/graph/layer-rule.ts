/** What every layer kind defines, in one file: its geometry, its costs, what it is to others, how it runs, and how other frameworks spell it. */
import type { EagerLayer } from './eager-layer.ts'
import type { GraphLayer } from './graph-layer.ts'
import type { LayerWork } from './layer-work.ts'
import type { Spelling } from './spelling.ts'
import type { Parameter, Shape, Statistic } from './tensors.ts'

/**
 * How a drawing shows a layer: a box on the wire, filled where it has weights; a pooling, which is a thin cell of the stack; words on the wire; or
 * the mark in which ways meet.
 */
export type LayerPicture = 'box' | 'pool' | 'words' | 'sum' | 'product' | 'gate' | 'concatenation'

/** Its inputs, one of them by its position, its output, or a map of the output's size that it keeps beside it: a mask. */
export type BackwardRead = 'inputs' | number | 'output' | 'mask'

export interface LayerRule<Config> {
  /** Name on screen: "conv 3×3", "BN", "ReLU". */
  label(config: Config): string
  readonly picture: LayerPicture
  /** Parts into which it divides its channels, each with weights of its own; none divides nothing (Xie et al. 2017: cardinality). */
  groups?(config: Config): number
  /** Shape of the output for one example. Throws a RangeError when the inputs cannot be taken; lowering checks first. */
  outputShape(config: Config, inputs: readonly Shape[]): Shape
  parameters(config: Config, inputs: readonly Shape[]): readonly Parameter[]
  statistics(config: Config, inputs: readonly Shape[]): readonly Statistic[]
  /** Multiply-accumulates of convolutions and fully connected layers for one image; 0 for all else. */
  macs(config: Config, inputs: readonly Shape[]): number
  /** What a step computes in it. */
  work(config: Config, inputs: readonly Shape[]): readonly LayerWork[]
  /** Window on its input along each side, for the receptive field; `padding`: zero pixels before and after, none where it is not said. */
  window(config: Config): { kernel: number; stride: number; padding?: number }
  /** What its derivative reads beside the gradient and the parameters: that is kept in memory from the forward pass on. */
  backwardReads(config: Config): readonly BackwardRead[]
  /** Whether it multiplies what it reads with weights: such layers on the main path are a network's depth, and what they give is a response. */
  readonly weighted?: true
  /** Whether it normalises what it reads: it belongs to the weighted layer before it, whose response is read after it. */
  readonly normalises?: true
  /** Whether it ends a residual block: it adds the block's branch, its first input, and its shortcut, its last, gated or not. */
  readonly joins?: true
  /** Whether it gives 0, without a gradient, over a range of its inputs: a unit that is always there is dead. */
  readonly rectifies?: true
  /** Whether its output is its input's numbers in another shape, in the same memory. */
  readonly isView?: true
  /** Forward and backward nodes of the TensorFlow training graph. */
  readonly graph: GraphLayer<Config>
  /** Forward on any tfjs backend; gradients come from tfjs's autodiff. The oracle of `graph`. */
  readonly eager: EagerLayer<Config>
  /** The same layer in PyTorch, Keras and ONNX. */
  readonly spelling: Spelling<Config>
}
