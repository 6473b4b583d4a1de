/**
 * How a layer is written into a TensorFlow training graph: forward, and its derivative beside it. Only this interface is known
 * here; core/tensorflow implements it. Another implementation of a layer (own kernels, say) replaces its GraphLayer in the table.
 */

export type ElementType = 'float32' | 'int32' | 'uint8' | 'bool' | 'string'

/** An output of a node. Shapes include the batch, NHWC. */
export interface GraphTensor {
  /** As TensorFlow names it: `stage1.block1.conv1/forward:0`. */
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
}

export type Attribute =
  | { type: ElementType }
  | { int: number }
  | { float: number }
  | { bool: boolean }
  | { text: string }
  | { ints: readonly number[] }
  | { shape: readonly number[] }

export interface OutputSpec {
  readonly type: ElementType
  readonly shape: readonly number[]
}

export interface Emitter {
  /** Adds a node and gives its outputs. `inputs` may name control dependencies too. */
  node(
    op: string,
    inputs: readonly GraphTensor[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: readonly OutputSpec[],
  ): GraphTensor[]
  /** A node with one output. */
  op(op: string, inputs: readonly GraphTensor[], attributes: Readonly<Record<string, Attribute>>, output: OutputSpec): GraphTensor
  ints(values: readonly number[], shape?: readonly number[]): GraphTensor
  floats(values: readonly number[], shape?: readonly number[]): GraphTensor
}

export interface ForwardRequest<Config> {
  readonly config: Config
  readonly inputs: readonly GraphTensor[]
  /** Training uses the batch's statistics and updates the moving ones; evaluation uses the moving ones. */
  readonly training: boolean
  /** Value of a parameter of this layer. */
  parameter(name: string): GraphTensor
  statistic(name: string): GraphTensor
  /** Gives a statistic its next value once the step is done. */
  updateStatistic(name: string, value: GraphTensor): void
}

export interface Forward {
  readonly output: GraphTensor
  /** Further tensors that the backward pass reads. */
  readonly saved: readonly GraphTensor[]
}

export interface BackwardRequest<Config> extends Forward {
  readonly config: Config
  readonly inputs: readonly GraphTensor[]
  /** Gradient of the loss by the output. */
  readonly gradient: GraphTensor
  /** Whether anything reads the gradient by the inputs: not so for the image. */
  readonly needsInputGradients: boolean
  parameter(name: string): GraphTensor
}

export interface Backward {
  /** Gradient of the loss by each input, in their order; null where there is none or nothing reads it. */
  readonly inputs: readonly (GraphTensor | null)[]
  /** Gradient of the loss by each parameter, by name. */
  readonly parameters: Readonly<Record<string, GraphTensor>>
}

export interface GraphLayer<Config> {
  forward(emit: Emitter, request: ForwardRequest<Config>): Forward
  backward(emit: Emitter, request: BackwardRequest<Config>): Backward
}

export const float32 = { T: { type: 'float32' } } as const

/** An output of the same type and shape. */
export function like(tensor: GraphTensor): OutputSpec {
  return { type: tensor.type, shape: tensor.shape }
}

/** The only input of a layer. Throws a RangeError when there is none. */
export function only(tensors: readonly GraphTensor[]): GraphTensor {
  const [tensor] = tensors
  if (tensor === undefined) throw new RangeError('A layer lacks its input.')
  return tensor
}
