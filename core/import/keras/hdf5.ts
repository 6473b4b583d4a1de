/**
 * The tensors of a Keras model in its HDF5 file: variables `0`, `1`, … in a group `vars`, which has the layer's name as attribute. The format is
 * read by the HDF Group's own library, compiled to WebAssembly: whatever the file holds, it sees that memory and no file of this computer.
 */
import { Dataset, File, Group, ready } from 'h5wasm'
import { float32Values } from '../../files/half-precision.ts'
import { isReadable, TensorFileError, type NumberType, type Tensor, type Tensors } from '../../files/safetensors.ts'
import { size } from '../../graph/tensors.ts'

/** A variable of a layer. */
export interface Variable {
  readonly shape: readonly number[]
  readonly type: NumberType
  /** Within the file. */
  readonly path: string
}

export interface LayerVariables {
  /** The layer's name, and where several have the same, where it stands. */
  readonly layer: string
  /** In their order. */
  readonly variables: readonly Variable[]
}

export interface WeightsHdf5 {
  readonly layers: readonly LayerVariables[]
  /** Of these variables. Throws a TensorFileError. */
  read(variables: ReadonlyMap<string, Variable>): Tensors
  close(): void
}

const name = 'model.weights.h5'
/** A link may lead back to where it stands: no model is nested so deeply, or has so many groups. */
const deepest = 32
const mostGroups = 100_000

/** One file at a time. Throws a TensorFileError where the bytes are no whole HDF5 file. */
export async function openWeights(bytes: Buffer): Promise<WeightsHdf5> {
  const { FS } = await ready
  // The library takes the bytes as they are, without a copy.
  FS.createDataFile('/', name, bytes, true, false, true)
  const file = new File(name, 'r')
  const close = (): void => {
    file.close()
    FS.unlink(name)
  }
  if (file.file_id < 0n) {
    close()
    throw new TensorFileError('its model.weights.h5 is no whole HDF5 file')
  }
  try {
    const layers = asHdf5(() => layersOf(file))
    const module = await ready
    const read = (variable: Variable): Tensor => asHdf5(() => numbersOf(module, file, variable))
    return { layers, read: (variables) => new Map([...variables].map(([key, variable]) => [key, read(variable)])), close }
  } catch (thrown) {
    close()
    throw thrown
  }
}

/** Of the model's layers; its optimizer's variables stand beside them. */
function layersOf(file: File): LayerVariables[] {
  const found: LayerVariables[] = []
  const names = new Set<string>()
  let groups = 0
  const look = (group: Group, depth: number): void => {
    groups += 1
    if (depth > deepest || groups > mostGroups) throw new TensorFileError('its groups lead into each other without end')
    for (const key of group.keys()) {
      const child = group.get(key)
      if (!(child instanceof Group)) continue
      if (key !== 'vars') {
        look(child, depth + 1)
        continue
      }
      const own = child.attrs['name']?.value
      const layer = typeof own === 'string' && !names.has(own) ? own : group.path.replace(/^\/+/, '')
      names.add(layer)
      const variables = variablesOf(child)
      if (variables.length > 0) found.push({ layer, variables })
    }
  }
  for (const key of file.keys()) {
    const child = file.get(key)
    if (key !== 'optimizer' && child instanceof Group) look(child, 1)
  }
  return found
}

function variablesOf(group: Group): Variable[] {
  const variables: Variable[] = []
  for (;;) {
    const found = group.get(String(variables.length))
    if (!(found instanceof Dataset)) return variables
    const { shape } = found
    if (shape === null) throw new TensorFileError(`its ${found.path} has no numbers`)
    variables.push({ shape, type: typeOf(found), path: found.path })
  }
}

const integers: Readonly<Record<string, NumberType>> = {
  '1 true': 'I8',
  '2 true': 'I16',
  '4 true': 'I32',
  '8 true': 'I64',
  '1 false': 'U8',
  '2 false': 'U16',
  '4 false': 'U32',
  '8 false': 'U64',
}
const floats: Readonly<Record<number, NumberType>> = { 2: 'F16', 4: 'F32', 8: 'F64' }
/** Classes of types in HDF5 (H5Tpublic.h). */
const classes = { integer: 0, float: 1, opaque: 5, enumeration: 8 } as const

function typeOf(dataset: Dataset): NumberType {
  const { metadata } = dataset
  const bits = 8 * metadata.size
  if (metadata.type === classes.float && metadata.littleEndian) {
    const type = floats[metadata.size]
    if (type !== undefined) return type
  }
  // NumPy has no bfloat16: Keras writes two bytes that mean nothing, and says it in an attribute.
  if (metadata.type === classes.opaque && bits === 16 && dataset.attrs['dtype']?.value === 'bfloat16') return 'BF16'
  if (metadata.type === classes.enumeration) return 'BOOL'
  const integer = metadata.type === classes.integer ? integers[`${metadata.size} ${metadata.signed}`] : undefined
  if (integer !== undefined) return integer
  throw new TensorFileError(`the numbers of its ${dataset.path} are of no type that is known here`)
}

/** The numbers as they stand, whatever they are stored in. */
function numbersOf(module: Awaited<typeof ready>, file: File, { path, shape, type }: Variable): Tensor {
  if (!isReadable(type)) throw new TensorFileError(`the numbers of ${path} are ${type}`)
  const bytes = size(shape) * (type === 'F32' ? 4 : 2)
  const place = module._malloc(bytes)
  if (place === 0) throw new TensorFileError(`there is no memory for the ${bytes} bytes of its ${path}`)
  try {
    if (module.get_dataset_data(file.file_id, path, null, null, null, BigInt(place)) < 0) {
      throw new TensorFileError(`the numbers of its ${path} cannot be read`)
    }
    // A copy, since the place is given back.
    return { shape, values: float32Values(type, new Uint8Array(module.HEAPU8.subarray(place, place + bytes))) }
  } finally {
    module._free(place)
  }
}

/** The library throws plain errors for what is damaged. */
function asHdf5<T>(use: () => T): T {
  try {
    return use()
  } catch (thrown) {
    if (thrown instanceof TensorFileError) throw thrown
    throw new TensorFileError('its model.weights.h5 is damaged', { cause: thrown })
  }
}
