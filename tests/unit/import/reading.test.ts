/** Files of weights are read to the bit, in half precision too; what is hostile, broken or would run a program is refused. */
import { expect, it, test } from 'vitest'
import { readChosenTensors, readTensors, TensorFileError } from '../../../core/files/safetensors.ts'
import { Failure } from '../../../core/files/failure.ts'
import { formatOf } from '../../../core/import/formats.ts'
import { fileOf, rawFile } from './weights-files.ts'

const entry = (dtype: string, shape: number[], begin: number, end: number) => ({ dtype, shape, data_offsets: [begin, end] })
const read = (path: string) =>
  readChosenTensors(path, ({ entries }) => ({ names: new Set(entries.map(({ name }) => name)) })).tensors

test('float16: zeros with their sign, subnormals, the largest, infinity and what is no number', () => {
  const halves = Uint16Array.of(0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3555, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x7e00)
  const path = rawFile({ a: entry('F16', [11], 0, 22) }, new Uint8Array(halves.buffer))
  const expected = [0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 0.333251953125, -2, 65504, Infinity, -Infinity, NaN]
  expect([...(read(path).get('a')?.values ?? [])]).toEqual(expected)
})

test('bfloat16 is the upper half of a float32', () => {
  const halves = Uint16Array.of(0x3f80, 0xc049, 0x0001, 0x7f80)
  const path = rawFile({ a: entry('BF16', [2, 2], 0, 8) }, new Uint8Array(halves.buffer))
  expect(read(path).get('a')).toEqual({ shape: [2, 2], values: Float32Array.of(1, -3.140625, 2 ** -133, Infinity) })
})

test('a tensor between others of other types is found where it stands', () => {
  const bytes = new Uint8Array(8 + 2 + 4)
  new DataView(bytes.buffer).setFloat32(10, 0.5, true)
  const header = { count: entry('I64', [], 0, 8), half: entry('F16', [1], 8, 10), one: entry('F32', [1], 10, 14) }
  const { tensors } = readChosenTensors(rawFile(header, bytes), () => ({ names: new Set(['one']) }))
  expect([...tensors]).toEqual([['one', { shape: [1], values: Float32Array.of(0.5) }]])
})

test('a checkpoint is of float32 alone', () => {
  const path = rawFile({ a: entry('F16', [1], 0, 2) }, new Uint8Array(2))
  expect(() => readTensors(path)).toThrow('the numbers of a are F16, where F32 is written')
})

it.each([
  ['a length beyond the file', fileWithLength(2n ** 40n)],
  ['a length beyond every number', fileWithLength(2n ** 64n - 1n)],
  ['a header that is no JSON', () => rawFile('{"a":', new Uint8Array(0))],
  ['a header that is a list', () => rawFile([], new Uint8Array(0))],
  ['an unknown type', () => rawFile({ a: entry('F4', [1], 0, 1) }, new Uint8Array(1))],
  ['a type that is a name of every object', () => rawFile({ a: entry('constructor', [1], 0, 1) }, new Uint8Array(1))],
  ['a negative side', () => rawFile({ a: entry('F32', [-1, -1], 0, 4) }, new Uint8Array(4))],
  ['sides whose product is not the bytes', () => rawFile({ a: entry('F32', [2 ** 31, 2 ** 31], 0, 4) }, new Uint8Array(4))],
  ['a hole', () => rawFile({ a: entry('F32', [1], 0, 4), b: entry('F32', [1], 8, 12) }, new Uint8Array(12))],
  ['two tensors in one place', () => rawFile({ a: entry('F32', [1], 0, 4), b: entry('F32', [1], 0, 4) }, new Uint8Array(4))],
  ['numbers that end early', () => rawFile({ a: entry('F32', [2], 0, 8) }, new Uint8Array(7))],
  ['bytes that belong to none', () => rawFile({ a: entry('F32', [1], 0, 4) }, new Uint8Array(5))],
])('%s is refused', (_what, make) => {
  expect(() => read(make())).toThrow(TensorFileError)
})

function fileWithLength(length: bigint): () => string {
  return () => {
    const bytes = Buffer.alloc(64)
    bytes.writeBigUInt64LE(length)
    return fileOf(bytes)
  }
}

const zipOf = (name: string): Buffer => Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(26), Buffer.from(name)])

it.each([
  ['of torch.save', zipOf('archive/data.pkl')],
  ['of torch.save before 1.6', Buffer.from([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46])],
  ['of pickle.dump', Buffer.from([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x7d])],
])('a pickle %s is refused by what is in it, with two lines that convert it', (_what, bytes) => {
  const failure = refusal(fileOf(bytes, 'net.safetensors'))
  expect(failure).toMatchObject({ code: 'weights-pickled' })
  const [, ...lines] = (failure?.remedy ?? '').split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('torch.load("net.safetensors", "cpu", weights_only=True)')
})

function refusal(path: string): Failure | null {
  try {
    formatOf(path)
    return null
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    throw thrown
  }
}

test('HDF5 without its model is refused, with the two lines that make a whole model of it', () => {
  const failure = refusal(fileOf(Buffer.from('\x89HDF\r\n\x1a\n\0\0', 'latin1'), 'net.weights.h5'))
  expect(failure).toMatchObject({ code: 'weights-of-keras' })
  const [, ...lines] = (failure?.remedy ?? '').split('\n')
  expect(lines).toEqual(['model.load_weights("net.weights.h5")', 'model.save("net.keras")'])
})

test('a zip without a pickle is taken for a .keras file, whatever its name', () => {
  expect(formatOf(fileOf(zipOf('model.weights.h5')))).toBe('keras')
})

test('a safetensors file is none of these, whatever the length of its header', () => {
  for (const length of [0x80, 0x0280, 0x0480]) {
    const header = `{"a":${JSON.stringify(entry('F32', [1], 0, 4))}}`.padEnd(length)
    expect(formatOf(rawFile(header, new Uint8Array(4)))).toBe('safetensors')
  }
})
