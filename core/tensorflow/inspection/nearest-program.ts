/**
 * Which of many rows is nearest to each of some, by the product of rows of length 1. What can be run of it:
 * - `load` (many): keeps them.
 * - `nearest` (some): the largest product of each row, then the row of the many that it is with.
 */
import { product, reshape } from '../../graph/arithmetic.ts'
import { float32 } from '../../graph/graph-layer.ts'
import type { Binding } from '../binding.ts'
import { join } from '../few-numbers.ts'
import { GraphWriter } from '../graph-writer.ts'
import { Session } from '../session.ts'

export interface NearestProgram {
  /** Of `batch` rows at once. */
  nearest(some: Float32Array): { readonly products: Float32Array; readonly rows: Float32Array }
  dispose(): void
}

/** `many`: [rows, width], flat. Row numbers are told as float32, which holds those of 16 million. */
export function createNearest(binding: Binding, many: Float32Array, width: number, batch: number): NearestProgram {
  const writer = new GraphWriter()
  const rows = many.length / width
  const kept = writer.variable('kept/many', 'float32', [rows, width])
  writer.target('load', writer.floats([0], []), [writer.assign(kept, writer.placeholder('many', 'float32', [rows, width]))])
  const some = writer.placeholder('some', 'float32', [batch, width])
  const products = product(writer, some, writer.read(kept), { transposed: 'second' })
  const [largest, places] = writer.node(
    'TopKV2',
    [products, writer.ints([1], [])],
    { ...float32, Tk: { type: 'int32' }, index_type: { type: 'int32' }, sorted: { bool: true } },
    [
      { type: 'float32', shape: [batch, 1] },
      { type: 'int32', shape: [batch, 1] },
    ],
  )
  if (largest === undefined || places === undefined) throw new Error('TopKV2 has two outputs.')
  const flat = [largest, writer.cast(places, 'float32')].map((one) => reshape(writer, one, [batch]))
  writer.target('nearest', join(writer, flat), [])
  const session = new Session(binding, writer.nodes)
  session.run('load', { many: { shape: [rows, width], values: many } })
  return {
    nearest(values) {
      const numbers = session.run('nearest', { some: { shape: [batch, width], values } })
      return { products: numbers.slice(0, batch), rows: numbers.slice(batch) }
    },
    dispose: () => session.dispose(),
  }
}
