/** Parts of images put out of sight, after scaling: cutout and random erasing. Keyed by (seed, pass) like crops and flips. */
import { reshape } from '../graph/arithmetic.ts'
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { GraphWriter } from './graph-writer.ts'
import { emitNormal, emitRandomInts, emitUniform } from './random-nodes.ts'

/** Ratio of the sides of an erased rectangle, at most and at least its inverse (Zhong et al. 2020, section 4). */
export const mostElongated = 10 / 3

/** `image` is [batch, height, width, channels], scaled. */
export function emitErased(writer: GraphWriter, image: GraphTensor, pass: GraphTensor, recipe: Recipe): GraphTensor {
  const { cutout, erasing } = recipe.augmentation
  const cut = cutout === 0 ? image : emitCutout(writer, image, pass, recipe.seed, cutout)
  return erasing === null ? cut : emitErasing(writer, cut, pass, recipe.seed, erasing)
}

/** A square set to the training set's mean, 0 after scaling, at a centre anywhere in the image: it may reach over the edge (DeVries & Taylor 2017). */
function emitCutout(writer: GraphWriter, image: GraphTensor, pass: GraphTensor, seed: number, side: number): GraphTensor {
  const [batch = 0, height = 0, width = 0] = image.shape
  const from = (purpose: string, below: number): GraphTensor => {
    const centre = emitRandomInts(writer, seed, purpose, pass, batch, below)
    const start = { T: { type: 'int32' } } as const
    return toFloat(writer, writer.op('Sub', [centre, writer.ints([Math.floor(side / 2)], [])], start, like(centre)))
  }
  const length = writer.floats([side], [])
  const inside = emitRectangle(writer, image, from('cutout row', height), length, from('cutout column', width), length)
  return emitWhere(writer, inside, writer.floats([0], []), image)
}

/** A rectangle of normally distributed pixels, as often, and as large a share of the image, as asked. */
function emitErasing(
  writer: GraphWriter,
  image: GraphTensor,
  pass: GraphTensor,
  seed: number,
  { chance, least, most }: NonNullable<Recipe['augmentation']['erasing']>,
): GraphTensor {
  const [batch = 0, height = 0, width = 0] = image.shape
  const one = { type: 'float32', shape: [batch, 1, 1] } as const
  const op = (name: string, inputs: readonly GraphTensor[]): GraphTensor => writer.op(name, inputs, float32, one)
  const fixed = (value: number): GraphTensor => writer.floats([value], [])
  const draw = (purpose: string): GraphTensor => emitUniform(writer, seed, purpose, pass, one.shape)
  const between = (purpose: string, low: number, high: number): GraphTensor =>
    op('AddV2', [op('Mul', [draw(purpose), fixed(high - low)]), fixed(low)])
  const area = op('Mul', [between('erasing area', least, most), fixed(height * width)])
  const ratio = op('Exp', [between('erasing ratio', -Math.log(mostElongated), Math.log(mostElongated))])
  const rows = op('Minimum', [op('Rint', [op('Sqrt', [op('Mul', [area, ratio])])]), fixed(height)])
  const columns = op('Minimum', [op('Rint', [op('Sqrt', [op('Div', [area, ratio])])]), fixed(width)])
  const from = (purpose: string, all: number, taken: GraphTensor): GraphTensor =>
    op('Floor', [op('Mul', [draw(purpose), op('Sub', [fixed(all + 1), taken])])])
  const happens = writer.op('Less', [draw('erasing'), fixed(chance)], float32, { type: 'bool', shape: one.shape })
  const none = op('Mul', [rows, fixed(0)])
  const erased = writer.op('SelectV2', [happens, rows, none], float32, one)
  const inside = emitRectangle(
    writer,
    image,
    from('erasing row', height, rows),
    erased,
    from('erasing column', width, columns),
    columns,
  )
  const pixels = emitNormal(writer, seed, 'erasing pixels', pass, image.shape)
  return emitWhere(writer, inside, pixels, image)
}

/** Whether each pixel is in the rectangle of its image: [batch, height, width, 1]. Bounds are [batch, 1, 1] or scalars. */
function emitRectangle(
  writer: GraphWriter,
  image: GraphTensor,
  top: GraphTensor,
  rows: GraphTensor,
  left: GraphTensor,
  columns: GraphTensor,
): GraphTensor {
  const [batch = 0, height = 0, width = 0] = image.shape
  const row = writer.floats([...Array(height).keys()], [1, height, 1])
  const column = writer.floats([...Array(width).keys()], [1, 1, width])
  const within = (place: GraphTensor, from: GraphTensor, length: GraphTensor, shape: readonly number[]): GraphTensor => {
    const bool = { type: 'bool', shape } as const
    const end = writer.op('AddV2', [from, length], float32, { type: 'float32', shape: [batch, 1, 1] })
    const after = writer.op('GreaterEqual', [place, from], float32, bool)
    return writer.op('LogicalAnd', [after, writer.op('Less', [place, end], float32, bool)], {}, bool)
  }
  const inRows = within(row, top, rows, [batch, height, 1])
  const inColumns = within(column, left, columns, [batch, 1, width])
  const inside = writer.op('LogicalAnd', [inRows, inColumns], {}, { type: 'bool', shape: [batch, height, width] })
  return reshape(writer, inside, [batch, height, width, 1])
}

function emitWhere(writer: GraphWriter, condition: GraphTensor, then: GraphTensor, otherwise: GraphTensor): GraphTensor {
  return writer.op('SelectV2', [condition, then, otherwise], float32, like(otherwise))
}

function toFloat(writer: GraphWriter, values: GraphTensor): GraphTensor {
  return writer.op(
    'Cast',
    [values],
    { SrcT: { type: 'int32' }, DstT: { type: 'float32' }, Truncate: { bool: false } },
    { type: 'float32', shape: values.shape },
  )
}
