/** All variables of a run as one flat vector: one value to fetch or feed, however deep the net. */
import { size } from '../graph/analysis.ts'
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { NetworkState } from '../training/program.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import { reshape } from './data-input.ts'

/** Where each variable stands in the flat vector. */
export interface StateLayout {
  readonly entries: readonly { name: string; shape: readonly number[]; offset: number; length: number }[]
  readonly length: number
}

export function stateLayout(variables: ReadonlyMap<string, Variable>): StateLayout {
  let length = 0
  const entries = [...variables].map(([name, { shape }]) => {
    const entry = { name, shape, offset: length, length: size(shape) }
    length += entry.length
    return entry
  })
  return { entries, length }
}

/** The effects that set every variable from the flat vector. */
export function emitStateWrite(
  writer: GraphWriter,
  variables: ReadonlyMap<string, Variable>,
  layout: StateLayout,
  flat: GraphTensor,
): string[] {
  return layout.entries.map(({ name, shape, offset, length }) => {
    const variable = variables.get(name)
    if (variable === undefined) throw new RangeError(`There is no variable "${name}".`)
    const part = writer.op(
      'Slice',
      [flat, writer.ints([offset]), writer.ints([length])],
      { ...float32, Index: { type: 'int32' } },
      { type: 'float32', shape: [length] },
    )
    return writer.assign(variable, reshape(writer, part, shape))
  })
}

/** Every variable's value, one after the other. */
export function emitStateRead(writer: GraphWriter, variables: ReadonlyMap<string, Variable>, layout: StateLayout): GraphTensor {
  const parts = [...variables.values()].map((variable) => reshape(writer, writer.read(variable), [size(variable.shape)]))
  const attributes = { ...float32, N: { int: parts.length }, Tidx: { type: 'int32' } } as const
  return writer.op('ConcatV2', [...parts, writer.ints([0], [])], attributes, { type: 'float32', shape: [layout.length] })
}

export function flatten(layout: StateLayout, state: NetworkState): Float32Array {
  const flat = new Float32Array(layout.length)
  for (const { name, shape, offset, length } of layout.entries) {
    const entry = state.get(name)
    if (entry === undefined) throw new RangeError(`The state lacks "${name}": it belongs to another network.`)
    if (entry.values.length !== length) {
      throw new RangeError(`"${name}" is ${entry.shape.join('×')} in the state, but ${shape.join('×')} in this network.`)
    }
    flat.set(entry.values, offset)
  }
  return flat
}

export function unflatten(layout: StateLayout, flat: Float32Array): NetworkState {
  return new Map(
    layout.entries.map(({ name, shape, offset, length }) => [name, { shape, values: flat.slice(offset, offset + length) }]),
  )
}
