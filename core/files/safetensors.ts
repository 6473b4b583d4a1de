/**
 * Tensors in a file, in the format of https://github.com/huggingface/safetensors: eight bytes with the header's length, the header as JSON,
 * then the numbers of all tensors without gaps, little-endian. Only float32 is written here; of what others wrote, half precision is read too.
 */
import { closeSync, fstatSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { z } from 'zod'
import { float32Values, type Float } from './half-precision.ts'
import { openRegular } from './regular-file.ts'

export interface Tensor {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export type Tensors = ReadonlyMap<string, Tensor>

export interface TensorEntry {
  readonly name: string
  readonly shape: readonly number[]
  readonly length: number
  readonly type: NumberType
}

/** What comes before the numbers. */
export interface TensorHeader {
  readonly metadata: Readonly<Record<string, string>>
  /** In the order of the file. */
  readonly entries: readonly TensorEntry[]
  /** As it stands in the file, with the spaces after it. */
  readonly text: string
}

/** The file is not whole, or not such a file; the message says why, as the end of a sentence. */
export class TensorFileError extends Error {}

const lengthBytes = 8
/** Room for 100,000 tensors: a damaged length does not ask for all memory, nor for seconds of reading what is no header. */
const largestHeader = 16_000_000

/** Types of numbers that the format knows, and their bytes. */
export const bytesOf = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const
export type NumberType = keyof typeof bytesOf

const own = 'F32'

const metadataSchema = z.record(z.string(), z.string()).default({})
const entrySchema = z.object({
  dtype: z.custom<NumberType>((type) => typeof type === 'string' && Object.hasOwn(bytesOf, type)),
  shape: z.array(z.number().int().min(0)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
})

/** The header's JSON, filled up with spaces so that the numbers begin at a multiple of 8. */
export function headerText(tensors: Tensors, metadata: Readonly<Record<string, string>>): string {
  let offset = 0
  const entries = [...tensors].map(([name, { shape, values }]) => {
    const begin = offset
    offset += values.byteLength
    return [name, { dtype: own, shape, data_offsets: [begin, offset] }] as const
  })
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) })
  const padding = -(lengthBytes + Buffer.byteLength(text)) & 7
  return text + ' '.repeat(padding)
}

/** The whole file in parts, to be written one after the other. */
export function* fileParts(text: string, tensors: Tensors): Generator<Uint8Array> {
  const header = Buffer.from(text)
  const length = Buffer.alloc(lengthBytes)
  length.writeBigUInt64LE(BigInt(header.length))
  yield length
  yield header
  yield* tensorBytes(tensors)
}

/** The numbers as they stand in the file. Every machine that TensorFlow runs on is little-endian. */
export function* tensorBytes(tensors: Tensors): Generator<Uint8Array> {
  for (const { values } of tensors.values()) yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** Of a file written here. Throws a TensorFileError when it cannot be read, or when the file is not as long as it says. */
export function readHeader(path: string): TensorHeader {
  return withFile(path, (file) => readOwnHeader(file))
}

/** Of a file written here. Throws a TensorFileError. */
export function readTensors(path: string): { header: TensorHeader; tensors: Tensors } {
  return withFile(path, (file) => {
    const header = readOwnHeader(file)
    let position = lengthBytes + Buffer.byteLength(header.text)
    const tensors = new Map<string, Tensor>()
    for (const { name, shape, length } of header.entries) {
      const values = new Float32Array(length)
      readFully(file, new Uint8Array(values.buffer), position)
      position += values.byteLength
      tensors.set(name, { shape, values })
    }
    return { header, tensors }
  })
}

/** Whether its numbers can be read as float32, each as it is. */
export function isReadable(type: NumberType): type is Float {
  return type === 'F32' || type === 'F16' || type === 'BF16'
}

/**
 * Of a file that others wrote: `choose` gives, for the header, the names of those tensors that are read; all else is passed over. Half precision becomes
 * float32, each number as it is. Throws a TensorFileError, also for a chosen tensor whose type is not readable.
 */
export function readChosenTensors<Choice extends { readonly names: ReadonlySet<string> }>(
  path: string,
  choose: (header: TensorHeader) => Choice,
): { choice: Choice; tensors: Tensors } {
  return withFile(path, (file) => {
    const header = readHeaderOf(file)
    const choice = choose(header)
    let position = lengthBytes + Buffer.byteLength(header.text)
    const tensors = new Map<string, Tensor>()
    for (const { name, shape, length, type } of header.entries) {
      const bytes = length * bytesOf[type]
      if (choice.names.has(name)) {
        if (!isReadable(type)) throw new TensorFileError(`the numbers of ${name} are ${type}`)
        const numbers = new Uint8Array(bytes)
        readFully(file, numbers, position)
        tensors.set(name, { shape, values: float32Values(type, numbers) })
      }
      position += bytes
    }
    return { choice, tensors }
  })
}

/** Told of the tensors of a file, one after the other. */
export interface TensorWatcher {
  tensor(name: string, values: Float32Array): void
}

/**
 * Looks through a file in its order while the process goes on with other things: `begin` gives, for the header, who is told of the tensors.
 * Rejects with a TensorFileError.
 */
export async function lookThroughTensors<T extends TensorWatcher>(path: string, begin: (header: TensorHeader) => T): Promise<T> {
  const file = openExisting(path)
  try {
    const header = readOwnHeader(file)
    const watcher = begin(header)
    let position = lengthBytes + Buffer.byteLength(header.text)
    for (const { name, length } of header.entries) {
      const values = new Float32Array(length)
      await readFullyInTurn(file, new Uint8Array(values.buffer), position)
      position += values.byteLength
      watcher.tensor(name, values)
    }
    return watcher
  } finally {
    closeSync(file)
  }
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openExisting(path)
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}

function openExisting(path: string): number {
  const file = openRegular(path)
  if (file === null) throw new TensorFileError('it is gone')
  return file
}

function readOwnHeader(file: number): TensorHeader {
  const header = readHeaderOf(file)
  const other = header.entries.find(({ type }) => type !== own)
  if (other) throw new TensorFileError(`the numbers of ${other.name} are ${other.type}, where ${own} is written`)
  return header
}

function readHeaderOf(file: number): TensorHeader {
  const size = fstatSync(file).size
  if (size < lengthBytes) throw new TensorFileError(`it has ${size} bytes only`)
  const length = Buffer.alloc(lengthBytes)
  readFully(file, length, 0)
  const headerLength = Number(length.readBigUInt64LE())
  if (headerLength > largestHeader || lengthBytes + headerLength > size) {
    throw new TensorFileError('its header is longer than the file, or it is no such file')
  }
  const header = Buffer.alloc(headerLength)
  readFully(file, header, lengthBytes)
  const parsed = parseHeader(header.toString('utf8'))
  const bytes = parsed.entries.reduce((sum, { length, type }) => sum + length * bytesOf[type], 0)
  const expected = lengthBytes + headerLength + bytes
  if (size !== expected) throw new TensorFileError(`it has ${size} bytes instead of ${expected}`)
  return parsed
}

function parseHeader(text: string): TensorHeader {
  try {
    const { __metadata__: metadata, ...rest } = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
    const entries = Object.entries(rest)
      .map(([name, entry]) => ({ name, ...entrySchema.parse(entry) }))
      .sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])
    let offset = 0
    for (const { name, dtype, shape, data_offsets: place } of entries) {
      const bytes = shape.reduce((product, size) => product * size, bytesOf[dtype])
      if (place[0] !== offset || place[1] !== offset + bytes) {
        throw new TensorFileError(`the tensor ${name} is not where it should be`)
      }
      offset += bytes
    }
    const sized = entries.map(({ name, dtype, shape, data_offsets: [begin, end] }) => ({
      name,
      shape,
      length: (end - begin) / bytesOf[dtype],
      type: dtype,
    }))
    return { metadata: metadataSchema.parse(metadata), entries: sized, text }
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof z.ZodError) throw new TensorFileError('its header is broken')
    throw thrown
  }
}

const readInTurn = promisify(read)

async function readFullyInTurn(file: number, into: Uint8Array, from: number): Promise<void> {
  let done = 0
  while (done < into.length) {
    const { bytesRead } = await readInTurn(file, into, done, Math.min(into.length - done, 2 ** 30), from + done)
    if (bytesRead === 0) throw new TensorFileError('it ends too early')
    done += bytesRead
  }
}

/** One call of the system reads up to about 2 GB. */
function readFully(file: number, into: Uint8Array, from: number): void {
  let done = 0
  while (done < into.length) {
    const read = readSync(file, into, done, Math.min(into.length - done, 2 ** 30), from + done)
    if (read === 0) throw new TensorFileError('it ends too early')
    done += read
  }
}
