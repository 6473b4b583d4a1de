/** Stateless random numbers in the graph, keyed by (counter, seed, purpose): they can be had again without those before them. */
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { GraphWriter } from './graph-writer.ts'
import { randomKey } from './random-keys.ts'

/** [counter, key]: what TensorFlow's stateless random numbers are keyed by. */
export function emitSeed(writer: GraphWriter, seed: number, purpose: string, counter: GraphTensor): GraphTensor {
  const key = writer.ints([randomKey(seed, purpose)], [])
  return writer.op(
    'Pack',
    [counter, key],
    { T: { type: 'int32' }, N: { int: 2 }, axis: { int: 0 } },
    { type: 'int32', shape: [2] },
  )
}

/** One whole number from 0 to below `below` for each image, [batch, 1, 1]. */
export function emitRandomInts(
  writer: GraphWriter,
  seed: number,
  purpose: string,
  pass: GraphTensor,
  batch: number,
  below: number,
): GraphTensor {
  const shape = [batch, 1, 1]
  return writer.op(
    'StatelessRandomUniformInt',
    [writer.ints(shape), emitSeed(writer, seed, purpose, pass), writer.ints([0], []), writer.ints([below], [])],
    { dtype: { type: 'int32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } },
    { type: 'int32', shape },
  )
}

/** Uniform from 0 to below 1. */
export function emitUniform(
  writer: GraphWriter,
  seed: number,
  purpose: string,
  pass: GraphTensor,
  shape: readonly number[],
): GraphTensor {
  return emitFloats(writer, 'StatelessRandomUniform', seed, purpose, pass, shape)
}

/** Uniform numbers of one pass for a purpose: from 0 to below 1, drawn once the effects of `after` are done. */
export type PassUniform = (purpose: string, shape: readonly number[], after?: readonly string[]) => GraphTensor

/** Those of a replica, counted from 0: each draws its own for its part of the batch. `pass` counts batches from the run's first. */
export function passUniform(writer: GraphWriter, seed: number, pass: GraphTensor, replica: number): PassUniform {
  const place = replica === 0 ? '' : ` of part ${replica + 1}`
  return (purpose, shape, after = []) =>
    emitUniform(writer, seed, `${purpose}${place}`, after.length === 0 ? pass : writer.once(pass, after), shape)
}

/** In place of uniform numbers: such that nothing is left out by them. */
export function emitKeepingAll(writer: GraphWriter, shape: readonly number[]): GraphTensor {
  const attributes = { ...float32, index_type: { type: 'int32' } } as const
  return writer.op('Fill', [writer.ints(shape), writer.floats([1 - 2 ** -24], [])], attributes, { type: 'float32', shape })
}

/** Normally distributed, with mean 0 and std 1. */
export function emitNormal(
  writer: GraphWriter,
  seed: number,
  purpose: string,
  pass: GraphTensor,
  shape: readonly number[],
): GraphTensor {
  return emitFloats(writer, 'StatelessRandomNormal', seed, purpose, pass, shape)
}

function emitFloats(
  writer: GraphWriter,
  op: 'StatelessRandomUniform' | 'StatelessRandomNormal',
  seed: number,
  purpose: string,
  pass: GraphTensor,
  shape: readonly number[],
): GraphTensor {
  return writer.op(
    op,
    [writer.ints(shape), emitSeed(writer, seed, purpose, pass)],
    { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } },
    { type: 'float32', shape },
  )
}
