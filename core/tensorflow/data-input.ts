/**
 * The data set inside the graph: read once as bytes into variables; a batch is a gather by index. Order, crops and flips are
 * stateless random numbers keyed by (seed, epoch) and (seed, step), so a step can be repeated exactly without those before it.
 */
import type { DecodedImages, DecodedSplit } from '../datasets/dataset.ts'
import { reshape } from '../graph/arithmetic.ts'
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { emitErased } from './data-erasing.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import { emitRandomInts, emitSeed } from './random-nodes.ts'

const int32 = { T: { type: 'int32' } } as const

export interface SplitVariables {
  readonly images: Variable
  readonly labels: Variable
  /** Effects that read the files. */
  readonly load: readonly string[]
}

/** Variables for a split: images [count, height, width, channels] as bytes, labels [count]. */
export function emitSplit(writer: GraphWriter, name: string, dataset: DecodedImages, split: DecodedSplit): SplitVariables {
  return writer.within(`data/${name}`, () => {
    const shape = [split.count, dataset.height, dataset.width, dataset.channels]
    const images = writer.variable(`data/${name}/images`, 'uint8', shape)
    const labels = writer.variable(`data/${name}/labels`, 'int32', [split.count])
    return {
      images,
      labels,
      load: [
        writer.assign(images, emitFile(writer, split.imagesFile, 'uint8', shape)),
        writer.assign(labels, emitFile(writer, split.labelsFile, 'int32', [split.count])),
      ],
    }
  })
}

function emitFile(writer: GraphWriter, file: string, type: 'uint8' | 'int32', shape: readonly number[]): GraphTensor {
  const bytes = writer.op('ReadFile', [writer.text(file)], {}, { type: 'string', shape: [] })
  const flat = writer.op(
    'DecodeRaw',
    [bytes],
    { out_type: { type }, little_endian: { bool: true } },
    { type, shape: [size(shape)] },
  )
  return reshape(writer, flat, shape)
}

/** Order of the training images: the permutations of two following epochs, since a batch may reach into the next one. */
export interface Order {
  /** [2, count]: an even epoch's permutation stands in row 0, an odd one's in row 1. */
  readonly permutations: Variable
  /** Makes room for both rows; once, before the first shuffle. */
  readonly initialise: string
  /** Fill row 0 or row 1 with the permutation of the epoch fed as `epoch`. */
  readonly shuffle: readonly [string, string]
}

/** `epoch` is a scalar int32. A permutation is the order of random keys; equal keys keep the order of images. */
export function emitOrder(writer: GraphWriter, seed: number, count: number, epoch: GraphTensor): Order {
  return writer.within('data/order', () => {
    const permutations = writer.variable('data/order', 'int32', [2, count])
    const keys = writer.op(
      'StatelessRandomUniformFullInt',
      [writer.ints([count]), emitSeed(writer, seed, 'order', epoch)],
      { dtype: { type: 'int32' }, ...int32, Tseed: { type: 'int32' } },
      { type: 'int32', shape: [count] },
    )
    const [, order] = writer.node(
      'TopKV2',
      [keys, writer.ints([count], [])],
      { ...int32, Tk: { type: 'int32' }, index_type: { type: 'int32' }, sorted: { bool: true } },
      [
        { type: 'int32', shape: [count] },
        { type: 'int32', shape: [count] },
      ],
    )
    if (order === undefined) throw new Error('TopKV2 has two outputs.')
    const update = (row: number): string =>
      writer.effect('ResourceScatterUpdate', [permutations.handle, writer.ints([row], []).name, order.name], {
        dtype: { type: 'int32' },
        Tindices: { type: 'int32' },
      })
    const zeros = writer.op(
      'Fill',
      [writer.ints([2, count]), writer.ints([0], [])],
      { ...int32, index_type: { type: 'int32' } },
      { type: 'int32', shape: [2, count] },
    )
    return { permutations, initialise: writer.assign(permutations, zeros), shuffle: [update(0), update(1)] }
  })
}

export interface Batch {
  /** [batch, height, width, channels], scaled. */
  readonly image: GraphTensor
  /** [batch] int32 */
  readonly labels: GraphTensor
}

/**
 * Images and labels of a training batch: [batch] positions into the two permutations, flattened, of the `images` trained on. Images come
 * out cropped, flipped, scaled and erased as the recipe says; `pass` counts batches from the run's first.
 */
export function emitTrainingBatch(
  writer: GraphWriter,
  split: SplitVariables,
  order: Order,
  images: Int32Array,
  positions: GraphTensor,
  pass: GraphTensor,
  dataset: DecodedImages,
  recipe: Recipe,
): Batch {
  return writer.within('data/batch', () => {
    const all = reshape(writer, writer.read(order.permutations), [2 * images.length])
    const drawn = emitTake(writer, all, positions)
    const indices = images.length === dataset.train.count ? drawn : emitTake(writer, writer.ints([...images]), drawn)
    const raw = writer.gather(split.images, indices)
    const labels = writer.gather(split.labels, indices)
    const scaled = emitScaled(writer, emitAugmented(writer, raw, pass, recipe), dataset)
    return { image: emitErased(writer, scaled, pass, recipe), labels }
  })
}

/** Values at indices of a vector of whole numbers. */
export function emitTake(writer: GraphWriter, values: GraphTensor, indices: GraphTensor): GraphTensor {
  return writer.op(
    'GatherV2',
    [values, indices, writer.ints([0], [])],
    { Tparams: { type: 'int32' }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' }, batch_dims: { int: 0 } },
    { type: 'int32', shape: indices.shape },
  )
}

/** [batch, height, width, channels] bytes as (value − channel mean) ÷ channel std. */
export function emitScaled(writer: GraphWriter, raw: GraphTensor, dataset: DecodedImages): GraphTensor {
  const float = { type: 'float32', shape: raw.shape } as const
  const values = writer.op(
    'Cast',
    [raw],
    { SrcT: { type: 'uint8' }, DstT: { type: 'float32' }, Truncate: { bool: false } },
    float,
  )
  const centred = writer.op('Sub', [values, writer.floats(dataset.mean)], float32, float)
  return writer.op('Mul', [centred, writer.floats(dataset.std.map((std) => 1 / std))], float32, float)
}

/**
 * Random crop of the image padded with black pixels, and random mirroring (He et al. 2016, section 4.2): one gather of pixels, whose
 * indices are row and column offsets plus a mirrored column where the flip falls.
 */
function emitAugmented(writer: GraphWriter, raw: GraphTensor, pass: GraphTensor, { augmentation, seed }: Recipe): GraphTensor {
  const { pad, flip } = augmentation
  const [batch = 0, height = 0, width = 0, channels = 0] = raw.shape
  if (pad === 0 && !flip) return raw
  const rows = height + 2 * pad
  const columns = width + 2 * pad
  const paddings = writer.ints([0, 0, pad, pad, pad, pad, 0, 0], [4, 2])
  const padded = writer.op(
    'Pad',
    [raw, paddings],
    { T: { type: 'uint8' }, Tpaddings: { type: 'int32' } },
    { type: 'uint8', shape: [batch, rows, columns, channels] },
  )
  const draw = (purpose: string, below: number): GraphTensor => emitRandomInts(writer, seed, purpose, pass, batch, below)
  const fixed = (value: number): GraphTensor => writer.ints([value], [])
  const add = (a: GraphTensor, b: GraphTensor): GraphTensor => writer.op('AddV2', [a, b], int32, broadcast(a, b))
  const subtract = (a: GraphTensor, b: GraphTensor): GraphTensor => writer.op('Sub', [a, b], int32, broadcast(a, b))
  const multiply = (a: GraphTensor, b: GraphTensor): GraphTensor => writer.op('Mul', [a, b], int32, broadcast(a, b))
  const row = writer.ints([...Array(height).keys()], [1, height, 1])
  const column = writer.ints([...Array(width).keys()], [1, 1, width])
  // Where the flip is 1, column becomes width − 1 − column.
  const mirrored = flip ? add(column, multiply(draw('flip', 2), subtract(fixed(width - 1), multiply(column, fixed(2))))) : column
  const top = pad === 0 ? row : add(row, draw('crop row', 2 * pad + 1))
  const left = pad === 0 ? mirrored : add(mirrored, draw('crop column', 2 * pad + 1))
  const pixels = add(multiply(top, fixed(columns)), left)
  const cropped = writer.op(
    'GatherV2',
    [
      reshape(writer, padded, [batch, rows * columns, channels]),
      reshape(writer, pixels, [batch, height * width]),
      writer.ints([1], []),
    ],
    { Tparams: { type: 'uint8' }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' }, batch_dims: { int: 1 } },
    { type: 'uint8', shape: [batch, height * width, channels] },
  )
  return reshape(writer, cropped, [batch, height, width, channels])
}

function broadcast(a: GraphTensor, b: GraphTensor): { type: 'int32'; shape: number[] } {
  const length = Math.max(a.shape.length, b.shape.length)
  const side = (tensor: GraphTensor, axis: number): number => tensor.shape[axis - length + tensor.shape.length] ?? 1
  return { type: 'int32', shape: Array.from({ length }, (_, axis) => Math.max(side(a, axis), side(b, axis))) }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
