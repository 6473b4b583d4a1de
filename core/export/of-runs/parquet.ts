/**
 * A table as Apache Parquet (https://parquet.apache.org/docs/file-format): a row group for each part that comes, a gzipped page a column, every column
 * optional. Numbers are DOUBLE and INT64, text is UTF-8.
 */
import { gzipSync } from 'node:zlib'
import type { QueryColumn, QueryTable, SqlValue } from '../../query/query-table.ts'
import { binary, i32, i64, list, struct, thriftBytes, type ThriftValue } from './thrift.ts'

const magic = Buffer.from('PAR1')

/** Numbers of parquet.thrift. */
const physicalTypes = { integer: 2, real: 5, text: 6 } as const
const optional = 1
const utf8 = 0
const plain = 0
const rle = 3
const gzip = 2

interface Chunk {
  readonly meta: ThriftValue
  readonly bytes: Uint8Array
}

export function parquetOf({ columns }: Pick<QueryTable, 'columns'>): {
  rows(rows: readonly (readonly SqlValue[])[]): Uint8Array
  end(): Uint8Array
} {
  const groups: ThriftValue[] = []
  let total = 0
  let offset = 0
  const begin = (): Uint8Array[] => {
    if (offset > 0) return []
    offset = magic.length
    return [magic]
  }
  return {
    rows(rows) {
      const parts = begin()
      const start = offset
      const chunks = columns.map((column, at) => {
        const chunk = chunkOf(
          column,
          rows.map((row) => row[at] ?? null),
          offset,
        )
        offset += chunk.bytes.length
        parts.push(chunk.bytes)
        return chunk.meta
      })
      groups.push(struct({ 1: list(chunks), 2: i64(offset - start), 3: i64(rows.length) }))
      total += rows.length
      return Buffer.concat(parts)
    },
    end() {
      const root = struct({ 4: binary('schema'), 5: i32(columns.length) })
      const fields = columns.map(({ name, type }) =>
        struct({
          1: i32(physicalTypes[type]),
          3: i32(optional),
          4: binary(name),
          6: type === 'text' ? i32(utf8) : null,
        }),
      )
      const footer = thriftBytes(
        struct({ 1: i32(1), 2: list([root, ...fields]), 3: i64(total), 4: list(groups), 6: binary('Stagecraft') }),
      )
      const length = Buffer.alloc(4)
      length.writeUInt32LE(footer.length)
      return Buffer.concat([...begin(), footer, length, magic])
    },
  }
}

function chunkOf({ name, type }: QueryColumn, values: readonly SqlValue[], offset: number): Chunk {
  const page = Buffer.concat([definitionLevels(values), plainValues(type, values)])
  const packed = gzipSync(page)
  const header = thriftBytes(
    struct({
      1: i32(0),
      2: i32(page.length),
      3: i32(packed.length),
      5: struct({ 1: i32(values.length), 2: i32(plain), 3: i32(rle), 4: i32(rle) }),
    }),
  )
  const meta = struct({
    1: i32(physicalTypes[type]),
    2: list([i32(plain), i32(rle)]),
    3: list([binary(name)]),
    4: i32(gzip),
    5: i64(values.length),
    6: i64(header.length + page.length),
    7: i64(header.length + packed.length),
    9: i64(offset),
  })
  return { meta: struct({ 2: i64(offset), 3: meta }), bytes: Buffer.concat([header, packed]) }
}

/** Whether each value is there, a bit each, as one bit-packed run with its length before. */
function definitionLevels(values: readonly SqlValue[]): Buffer {
  const groups = Math.ceil(values.length / 8)
  const bits = Buffer.alloc(groups)
  values.forEach((value, at) => {
    if (value !== null) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7))
  })
  const run = Buffer.concat([varint(groups * 2 + 1), bits])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(run.length)
  return Buffer.concat([length, run])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

function plainValues(type: QueryColumn['type'], values: readonly SqlValue[]): Buffer {
  const there = values.filter((value) => value !== null)
  if (type === 'text') {
    const texts = there.map((value) => Buffer.from(String(value)))
    return Buffer.concat(
      texts.flatMap((text) => {
        const length = Buffer.alloc(4)
        length.writeUInt32LE(text.length)
        return [length, text]
      }),
    )
  }
  const bytes = Buffer.alloc(8 * there.length)
  there.forEach((value, at) => {
    if (type === 'real') bytes.writeDoubleLE(Number(value), 8 * at)
    else bytes.writeBigInt64LE(BigInt(value), 8 * at)
  })
  return bytes
}
