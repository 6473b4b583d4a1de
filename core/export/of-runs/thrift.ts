/** Values in Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), as far as Parquet's footer needs it. */

export interface ThriftValue {
  /** Number of its type in the protocol. */
  readonly type: 5 | 6 | 8 | 9 | 12
  readonly bytes: Buffer
}

export const i32 = (value: number): ThriftValue => ({ type: 5, bytes: zigzag(value) })
export const i64 = (value: number): ThriftValue => ({ type: 6, bytes: zigzag(value) })

export function binary(text: string): ThriftValue {
  const bytes = Buffer.from(text)
  return { type: 8, bytes: Buffer.concat([unsigned(bytes.length), bytes]) }
}

/** Of values of one type; there must be one. */
export function list(values: readonly ThriftValue[]): ThriftValue {
  const type = values[0]?.type ?? 12
  const head =
    values.length < 15
      ? Buffer.from([(values.length << 4) | type])
      : Buffer.concat([Buffer.from([0xf0 | type]), unsigned(values.length)])
  return { type: 9, bytes: Buffer.concat([head, ...values.map(({ bytes }) => bytes)]) }
}

/** Fields by their numbers, which lie less than 16 apart; null for one that is not there. */
export function struct(fields: Readonly<Record<number, ThriftValue | null>>): ThriftValue {
  let last = 0
  const parts = Object.entries(fields).flatMap(([number, field]) => {
    if (field === null) return []
    const { type, bytes } = field
    const delta = Number(number) - last
    last = Number(number)
    return [Buffer.from([(delta << 4) | type]), bytes]
  })
  return { type: 12, bytes: Buffer.concat([...parts, Buffer.from([0])]) }
}

export const thriftBytes = ({ bytes }: ThriftValue): Buffer => bytes

const zigzag = (value: number): Buffer => unsigned(value < 0 ? -2 * value - 1 : 2 * value)

function unsigned(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}
