/**
 * How a layer is written into a TensorFlow training graph: forward, and its derivative beside it. Only this interface is known
 * here; core/tensorflow implements it. Another implementation of a layer (own kernels, say) replaces its GraphLayer in the table.
 */

/** What activations and their gradients may be. */
export type FloatType = 'float32' | 'bfloat16' | 'float16'

export type ElementType = FloatType | 'int32' | 'uint8' | 'bool' | 'string'

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
  /** The tensor as numbers of another type; itself where it is of that type already. */
  cast(tensor: GraphTensor, type: ElementType): GraphTensor
  /** Whether TensorFlow has gradients of convolutions in groups or with dilation in this type, on the machine that the graph is for. */
  differentiatesGroups(type: ElementType): boolean
}

export interface ForwardRequest<Config> {
  readonly config: Config
  readonly inputs: readonly GraphTensor[]
  /** Training uses the batch's statistics and updates the running ones; evaluation uses the running ones. */
  readonly training: boolean
  /** Value of a parameter of this layer as float32, which it is kept in, or as another type: that is made once a step. */
  parameter(name: string, type?: ElementType): GraphTensor
  statistic(name: string): GraphTensor
  /** Gives a statistic its next value once the step is done. */
  updateStatistic(name: string, value: GraphTensor): void
  /** Random numbers from 0 to below 1 as float32, keyed by run, pass and layer: asked for again, they are the same. Training only. */
  uniform(shape: readonly number[]): GraphTensor
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
  parameter(name: string, type?: ElementType): GraphTensor
}

export interface Backward {
  /** Gradient of the loss by each input, in their order; null where there is none or nothing reads it. */
  readonly inputs: readonly (GraphTensor | null)[]
  /** Gradient of the loss by each parameter, by name; of any type, the network makes it float32. */
  readonly parameters: Readonly<Record<string, GraphTensor>>
}

export interface GraphLayer<Config> {
  forward(emit: Emitter, request: ForwardRequest<Config>): Forward
  backward(emit: Emitter, request: BackwardRequest<Config>): Backward
}

export const float32 = { T: { type: 'float32' } } as const

/** The attribute of a node that computes in the type of this tensor. */
export function typeOf({ type }: GraphTensor): { T: { type: ElementType } } {
  return { T: { type } }
}

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
