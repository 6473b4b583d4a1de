/** The weights within an ONNX file: its graph's initializers, by their names. What is computed with them is not looked at. */
import protobuf from 'protobufjs'
import { z } from 'zod'
import { float32Values } from '../files/half-precision.ts'
import { readRegular } from '../files/regular-file.ts'
import { bytesOf, isReadable, TensorFileError, type NumberType, type TensorEntry, type Tensors } from '../files/safetensors.ts'
import { size } from '../graph/tensors.ts'

/** protobuf takes no message of 2 GiB. */
const largestMessage = 2 ** 31 - 1

/** The part of ONNX's own messages (onnx/onnx.proto) that holds weights; the rest is passed over. */
const messages = `
  syntax = "proto3";
  message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message Graph { repeated Tensor initializer = 5; }
  message Model { Graph graph = 7; }
`

/** Types of numbers by their places in TensorProto.DataType. */
const types: Readonly<Record<number, NumberType>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  4: 'U16',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  12: 'U32',
  13: 'U64',
  16: 'BF16',
}

const modelSchema = z.object({
  graph: z.object({
    initializer: z
      .array(
        z.object({
          name: z.string().default(''),
          dims: z.array(z.number().int().min(0)).default([]),
          data_type: z.number().default(0),
          raw_data: z.instanceof(Uint8Array).optional(),
        }),
      )
      .default([]),
  }),
})

export interface Initializers {
  readonly entries: readonly TensorEntry[]
  /** Throws a TensorFileError where a tensor's type is not readable, or its numbers do not stand in the file itself. */
  read(names: ReadonlySet<string>): Tensors
}

/** Throws a TensorFileError, or an OddFileError. */
export function openInitializers(path: string): Initializers {
  const entries = parse(path).flatMap(({ name, dims, data_type, raw_data }) => {
    const type = types[data_type]
    return type === undefined ? [] : [{ name, shape: dims, length: size(dims), type, bytes: raw_data }]
  })
  return {
    entries,
    read(names) {
      const chosen = entries.filter(({ name }) => names.has(name))
      const tensors = chosen.map(({ name, shape, length, type, bytes }) => {
        if (!isReadable(type)) throw new TensorFileError(`the numbers of ${name} are ${type}`)
        if (bytes?.length !== length * bytesOf[type])
          throw new TensorFileError(`the numbers of ${name} do not stand in the file itself`)
        // A copy, which begins where numbers may.
        return [name, { shape, values: float32Values(type, new Uint8Array(bytes)) }] as const
      })
      return new Map(tensors)
    },
  }
}

function parse(path: string): z.infer<typeof modelSchema>['graph']['initializer'] {
  const bytes = readRegular(path, largestMessage)
  if (bytes === null) throw new TensorFileError('it is gone')
  const model = protobuf.parse(messages, { keepCase: true }).root.lookupType('Model')
  try {
    return modelSchema.parse(model.toObject(model.decode(bytes), { longs: Number })).graph.initializer
  } catch (thrown) {
    // protobufjs throws plain errors of several kinds for bytes that are no such message.
    throw new TensorFileError('it is no whole ONNX file', { cause: thrown })
  }
}
