/**
 * Padding of what moves windows over a map: the same on both sides, as PyTorch's. It is left to TensorFlow's SAME wherever that means the same
 * pixels, and made beforehand elsewhere: at stride 2 SAME begins one pixel later. EXPLICIT would say it in one node, but oneDNN does not take a
 * convolution's gradients with it (docs/engine.md).
 */
import { like, typeOf, type Emitter, type GraphTensor } from '../graph-layer.ts'
import { windowed } from '../map-shape.ts'

export interface Window {
  /** Pixels that it spans, rows and columns; between those that it reads too. */
  readonly extent: readonly [number, number]
  readonly stride: number
  /** Pixels before and after the map, rows and columns. */
  readonly padding: readonly [number, number]
}

/** What TensorFlow pads of it by itself. */
export function paddingMode(window: Window, image: GraphTensor): 'SAME' | 'VALID' {
  return Math.max(...window.padding) > 0 && isSame(window, image) ? 'SAME' : 'VALID'
}

/** The map with zeros around it where TensorFlow does not pad by itself. */
export function padWhereNeeded(emit: Emitter, image: GraphTensor, window: Window): GraphTensor {
  return paddingMode(window, image) === 'SAME' ? image : pad(emit, image, window, 0)
}

/** The map with a number around it; after it only as often as a window reaches. */
export function pad(emit: Emitter, image: GraphTensor, window: Window, value: number): GraphTensor {
  const { extent, stride, padding } = window
  if (padding[0] === 0 && padding[1] === 0) return image
  const [batch = 0, , , channels = 0] = image.shape
  const [rows, columns] = sidesOfMap(image)
  const after = (size: number, axis: 0 | 1): number =>
    Math.max((windowed(size, extent[axis], stride, padding[axis]) - 1) * stride + extent[axis] - size - padding[axis], 0)
  const [below, right] = [after(rows, 0), after(columns, 1)]
  const paddings = emit.ints([0, 0, padding[0], below, padding[1], right, 0, 0], [4, 2])
  const attributes = { ...typeOf(image), Tpaddings: { type: 'int32' } } as const
  const output = { type: image.type, shape: [batch, rows + padding[0] + below, columns + padding[1] + right, channels] }
  if (value === 0) return emit.op('Pad', [image, paddings], attributes, output)
  return emit.op('PadV2', [image, paddings, emit.cast(emit.floats([value], []), image.type)], attributes, output)
}

/** The part of a padded map's gradient that belongs to the map. */
export function unpad(emit: Emitter, byPadded: GraphTensor, image: GraphTensor, { padding }: Window): GraphTensor {
  if (byPadded.shape.every((side, axis) => side === image.shape[axis])) return byPadded
  const begin = emit.ints([0, ...padding, 0])
  return emit.op('Slice', [byPadded, begin, emit.ints(image.shape)], { ...typeOf(image), Index: { type: 'int32' } }, like(image))
}

/** Whether TensorFlow's SAME puts its windows over the same pixels: it pads as little as gives size ÷ stride outputs, half of it before. */
function isSame({ extent, stride, padding }: Window, image: GraphTensor): boolean {
  return sidesOfMap(image).every((size, axis) => {
    const [kernel = 0, before = 0] = [extent[axis], padding[axis]]
    const outputs = Math.ceil(size / stride)
    const total = Math.max((outputs - 1) * stride + kernel - size, 0)
    return windowed(size, kernel, stride, before) === outputs && Math.floor(total / 2) === before
  })
}

function sidesOfMap({ shape }: GraphTensor): readonly [number, number] {
  return [shape[1] ?? 0, shape[2] ?? 0]
}
