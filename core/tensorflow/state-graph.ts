/**
 * The variables of a run as flat vectors: few values to fetch or feed, however deep the net. Several of them, so that what passes
 * between TensorFlow and here is never the whole of a wide net at once.
 */
import { reshape } from '../graph/arithmetic.ts'
import { size } from '../graph/tensors.ts'
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { NetworkState } from './program.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import type { Session } from './session.ts'

/** Some of the variables as one flat vector. */
export interface StatePart {
  /** Target that gives it. */
  readonly read: string
  /** Target that sets it, and the name under which the vector is fed. */
  readonly write: string
  readonly fed: string
  /** Where each variable stands in the vector. */
  readonly entries: readonly { name: string; shape: readonly number[]; offset: number; length: number }[]
  readonly length: number
}

/** Numbers of a part, 16 MB of them, unless a single variable has more. */
const partLength = 2 ** 22

/** Adds targets that read and set the variables; `what` is in their names. */
export function emitState(writer: GraphWriter, what: string, variables: ReadonlyMap<string, Variable>): StatePart[] {
  const parts = partsOf(what, variables)
  for (const part of parts) {
    const members = part.entries.map(({ name }) => {
      const variable = variables.get(name)
      if (variable === undefined) throw new RangeError(`There is no variable "${name}".`)
      return variable
    })
    const flat = writer.placeholder(part.fed, 'float32', [part.length])
    writer.target(part.write, writer.floats([0], []), emitWrite(writer, members, part, flat))
    writer.target(part.read, emitRead(writer, members, part), [])
  }
  return parts
}

/** Every variable's value, by name. */
export function readState(session: Session, parts: readonly StatePart[]): NetworkState {
  const state: NetworkState = new Map()
  for (const { read, entries } of parts) {
    const flat = session.run(read)
    for (const { name, shape, offset, length } of entries) state.set(name, { shape, values: flat.slice(offset, offset + length) })
  }
  return state
}

/** Sets every variable. Throws a RangeError when the state is another network's; nothing is set then. */
export function writeState(session: Session, parts: readonly StatePart[], state: NetworkState): void {
  for (const part of parts) check(part, state)
  for (const part of parts) {
    const values = new Float32Array(part.length)
    for (const { name, offset } of part.entries) values.set(state.get(name)?.values ?? [], offset)
    session.run(part.write, { [part.fed]: { shape: [part.length], values } })
  }
}

function partsOf(what: string, variables: ReadonlyMap<string, Variable>): StatePart[] {
  const parts: { read: string; write: string; fed: string; entries: StatePart['entries'][number][]; length: number }[] = []
  for (const [name, { shape }] of variables) {
    const length = size(shape)
    let part = parts[parts.length - 1]
    if (part === undefined || part.length + length > partLength) {
      const named = `${what}${parts.length}`
      part = { read: `read${named}`, write: `write${named}`, fed: `values${named}`, entries: [], length: 0 }
      parts.push(part)
    }
    part.entries.push({ name, shape, offset: part.length, length })
    part.length += length
  }
  return parts
}

function emitWrite(writer: GraphWriter, variables: readonly Variable[], { entries }: StatePart, flat: GraphTensor): string[] {
  return variables.map((variable, index) => {
    const { offset = 0, length = 0, shape = [] } = entries[index] ?? {}
    const slice = writer.op(
      'Slice',
      [flat, writer.ints([offset]), writer.ints([length])],
      { ...float32, Index: { type: 'int32' } },
      { type: 'float32', shape: [length] },
    )
    return writer.assign(variable, reshape(writer, slice, shape))
  })
}

function emitRead(writer: GraphWriter, variables: readonly Variable[], { length }: StatePart): GraphTensor {
  const values = variables.map((variable) => reshape(writer, writer.read(variable), [size(variable.shape)]))
  const [first] = values
  if (values.length === 1 && first !== undefined) return first
  const attributes = { ...float32, N: { int: values.length }, Tidx: { type: 'int32' } } as const
  return writer.op('ConcatV2', [...values, writer.ints([0], [])], attributes, { type: 'float32', shape: [length] })
}

function check({ entries }: StatePart, state: NetworkState): void {
  for (const { name, shape, length } of entries) {
    const entry = state.get(name)
    if (entry === undefined) throw new RangeError(`The state lacks "${name}": it belongs to another network.`)
    if (entry.values.length !== length) {
      throw new RangeError(`"${name}" is ${entry.shape.join('×')} in the state, but ${shape.join('×')} in this network.`)
    }
  }
}
