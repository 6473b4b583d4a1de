/**
 * How a kind of layer is said in other words: as Python source in PyTorch and Keras, and as nodes in ONNX. Only these types are known here;
 * core/export writes files with them, and core/import reads names by them.
 */
import type { Attribute } from './graph-layer.ts'
import type { Shape } from './tensors.ts'

export interface Spelling<Config> {
  /** A module, or an expression where that says it: maps are NCHW. */
  pytorch(config: Config, inputs: readonly Shape[]): LayerCall | Expression
  /** A layer, or an expression: maps are NHWC. */
  keras(config: Config, inputs: readonly Shape[]): LayerCall | Expression
  /** Adds nodes, and gives the name of what they make. Maps are NCHW, tensors as PyTorch keeps them. */
  onnx(emit: OnnxEmitter, request: OnnxRequest<Config>): string
  /** Each parameter and statistic by its name here. Left out where there are none. */
  readonly tensors?: Readonly<Record<string, TensorSpelling>>
}

/** An argument as source has it: a text is written in quotes, a list as a tuple. */
export type ArgumentValue = number | boolean | string | readonly number[]

/** What makes a layer: `nn.Conv2d(64, 128, kernel_size=3)`. Arguments that differ between the uses of a block become arguments of the block. */
export interface LayerCall {
  /** `nn.Conv2d`, `layers.Conv2D`, or what `definition` defines. */
  readonly callee: string
  /** Arguments that are written without their names, in this order. */
  readonly positional?: Readonly<Record<string, ArgumentValue>>
  readonly named?: Readonly<Record<string, ArgumentValue>>
  /** What the callee takes where one of `named` is left out: then it is. All uses name the same arguments, whatever their values. */
  readonly defaults?: Readonly<Record<string, ArgumentValue>>
  /** Python source of the callee, where the framework has no such layer. It stands once in a file. */
  readonly definition?: string
  /** Keras: the callee is a function that takes the map before its arguments and gives the map after it; else it makes a layer. */
  readonly isFunction?: true
}

/** Source of what has no weights and no settings: `a + b` of the sources of its inputs. */
export interface Expression {
  expression(...inputs: readonly string[]): string
}

/** A tensor of ours elsewhere. */
export interface TensorSpelling {
  /** Last part of its name in a state dict: `weight`. */
  readonly pytorch: string
  /** As Keras names the variable: `kernel`. It is kept there as here. */
  readonly keras: string
  /** Our axes in the order in which PyTorch and ONNX keep them; as here where left out. HWIO to OIHW is [3, 2, 0, 1]. */
  readonly axes?: readonly number[]
  /** Our axis along which the layer's input features lie: after a flattened map they are in another order there. */
  readonly features?: number
  /** What all its numbers begin with there, where a layer here may ask for another value. */
  readonly usual?: number
}

/** Adds nodes to an ONNX graph. */
export interface OnnxEmitter {
  /** A node with one output; gives that output's name. */
  node(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>): string
  /** Constants as int64 and float32, one-dimensional unless `shape` says otherwise. */
  ints(values: readonly number[]): string
  floats(values: readonly number[], shape?: readonly number[]): string
}

export type OnnxAttribute = Extract<
  Attribute,
  { int: number } | { float: number } | { text: string } | { ints: readonly number[] }
>

export interface OnnxRequest<Config> {
  readonly config: Config
  /** Names and shapes (as here: NHWC without the batch) of what it reads. */
  readonly inputs: readonly string[]
  readonly shapes: readonly Shape[]
  /** Name of a parameter or statistic, with its axes as PyTorch keeps them. */
  tensor(name: string): string
}

/** The only input of a layer. Throws a RangeError when there is none. */
export function onlyName(inputs: readonly string[]): string {
  const [input] = inputs
  if (input === undefined) throw new RangeError('A layer lacks its input.')
  return input
}
