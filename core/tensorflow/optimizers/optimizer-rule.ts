/** What every optimizer defines, in one file: its slots, and its update in both interpreters. */
import type { EagerTensor, Tfjs } from '../../graph/eager-layer.ts'
import type { GraphTensor } from '../../graph/graph-layer.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import type { GraphWriter, Variable } from '../graph-writer.ts'

export type Optimizer = Recipe['optimizer']

/** One parameter in a training graph. */
export interface GraphParameter {
  readonly weights: Variable
  /** By name. */
  readonly slots: Readonly<Record<string, Variable>>
  /** Value that the gradient was computed with. */
  readonly value: GraphTensor
  readonly gradient: GraphTensor
  /** Whether weight decay is on it. */
  readonly decayed: boolean
}

/** The same op by op. */
export interface EagerParameter {
  readonly value: EagerTensor
  readonly slots: Readonly<Record<string, EagerTensor>>
  readonly gradient: EagerTensor
  readonly decayed: boolean
}

export interface OptimizerRule<O> {
  /** Tensors of a parameter's shape that it keeps, zero at first: `layer.parameter/slot`. */
  readonly slots: readonly string[]
  /** Whether it counts its updates: `updates` is then given to it, this one included. */
  readonly counts: boolean
  /**
   * Effects that update one parameter. `rate` and `updates` are scalars; every effect reads the rate, or waits for one that does, so that
   * without a rate nothing happens.
   */
  graph(
    writer: GraphWriter,
    optimizer: O,
    step: { rate: GraphTensor; updates: GraphTensor | null },
    parameter: GraphParameter,
  ): string[]
  /** The same by one of our own kernels: effects that update each of all parameters. */
  own(
    writer: GraphWriter,
    optimizer: O,
    step: { rate: GraphTensor; updates: GraphTensor | null },
    parameters: readonly GraphParameter[],
  ): string[][]
  /** Next values of a parameter and its slots. */
  eager(
    tf: Tfjs,
    optimizer: O,
    step: { rate: number; updates: number },
    parameter: EagerParameter,
  ): { value: EagerTensor; slots: Readonly<Record<string, EagerTensor>> }
}

/** Convolution and fully connected weights are decayed in either scope; BN scale and offset and biases only where it is all. */
export function isDecayed({ decayScope }: Optimizer, parameter: string): boolean {
  return decayScope === 'all' || parameter.endsWith('.weights')
}
