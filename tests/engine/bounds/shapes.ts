/** Shapes of the layers that TensorFlow hands to oneDNN, drawn by counter: any part of a search can be done again by itself. */
import type { FloatType } from '../../../core/graph/graph-layer.ts'
import { sidesOf, windowed } from '../../../core/graph/map-shape.ts'
import { randomKey, uniformInt } from '../../../core/tensorflow/random-keys.ts'

/** A fully connected layer's is that of a 1×1 convolution over a single pixel. */
export interface LayerShape {
  readonly kind: 'conv' | 'maxPool' | 'averagePool' | 'zeroPadShortcut' | 'linear'
  readonly type: FloatType
  readonly batch: number
  readonly rows: number
  readonly columns: number
  readonly channels: number
  readonly kernel: readonly [number, number]
  readonly stride: number
  readonly padding: readonly [number, number]
  readonly dilation: number
  readonly groups: number
  /** Output channels. */
  readonly width: number
  /** Whether an average pooling counts its padding. */
  readonly countsPadding: boolean
}

/** What a shape is drawn from; what stands twice comes twice as often. */
interface Choices {
  readonly kinds: readonly LayerShape['kind'][]
  readonly types: readonly FloatType[]
  readonly kernels: readonly (number | readonly [number, number])[]
  readonly strides: readonly number[]
  readonly sides: readonly number[]
  readonly channels: readonly number[]
  readonly dilations?: readonly number[]
  /** Groups; the channels drawn are of one group, in and out. */
  readonly groups?: readonly number[]
  /** Whether the padding is drawn, up to what keeps the size, instead of being that. */
  readonly drawsPadding?: true
}

/** Around the 16 numbers of a vector register. */
const edges = [1, 2, 3, 4, 6, 8, 12, 15, 16, 17, 24, 31, 32, 33, 48, 64]
const batches = [1, 2, 3, 4, 5, 7, 8, 13, 16, 25, 32, 33, 64, 125]

/** Channels of a group. */
const groupWidths = [1, 2, 3, 4, 4, 4, 5, 8, 12, 16, 17]

const everything: Choices = {
  kinds: ['conv'],
  types: ['float32', 'float32', 'bfloat16', 'bfloat16', 'float16'],
  kernels: [1, 1, 2, 3, 3, 4, 5, 7],
  strides: [1, 2, 2, 3, 4],
  sides: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 15, 16, 17, 20, 27, 28, 29, 32, 33, 56],
  channels: [...edges, ...edges, ...Array.from({ length: 64 }, (_, index) => index + 1)],
}

/** All convolutions, and those among which TensorFlow's own are wrong. */
const families = {
  convolutions: everything,
  'strided 1×1': { ...everything, kernels: [1], strides: [2, 3, 4], channels: [1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 16] },
  'few pixels': { ...everything, types: ['bfloat16'], sides: [1, 1, 2, 2, 3, 4, 5], channels: [1, 1, 2, 3, 4, 8, 16, 64] },
  rectangles: {
    ...everything,
    kernels: [
      [1, 2],
      [1, 3],
      [1, 7],
      [2, 1],
      [3, 1],
      [7, 1],
      [3, 5],
      [5, 3],
      [2, 4],
    ],
    drawsPadding: true,
  },
  dilated: { ...everything, kernels: [2, 3, 3, 5, [1, 3], [3, 1]], dilations: [2, 2, 3, 4], drawsPadding: true },
  groups: { ...everything, channels: groupWidths, groups: [2, 3, 4, 8, 32] },
  depthwise: { ...everything, channels: [1, 1, 1, 2], groups: [...edges, ...edges, 96, 128], dilations: [1, 1, 1, 2] },
  'groups, dilated or rectangles': {
    ...everything,
    kernels: [3, 3, 2, [1, 3], [5, 1], [3, 5]],
    channels: groupWidths,
    groups: [2, 3, 4, 8, 16],
    dilations: [1, 2, 3],
    drawsPadding: true,
  },
  poolings: { ...everything, kinds: ['maxPool', 'maxPool', 'zeroPadShortcut'] },
  'average poolings': { ...everything, kinds: ['averagePool', 'averagePool', 'maxPool'], drawsPadding: true },
  'fully connected': {
    ...everything,
    kinds: ['linear'],
    kernels: [1],
    strides: [1],
    sides: [1],
    channels: [...edges, 10, 100, 257, 512, 784, 1000],
  },
} as const satisfies Record<string, Choices>

export type Family = keyof typeof families
export const familyNames = Object.keys(families) as Family[]

/** As much as a direct sum takes some hundredths of a second for. */
const most = { products: 8e6, numbers: 3e6 }

export function drawShape(family: Family, index: number): LayerShape {
  const choices: Choices = families[family]
  const key = randomKey(index, family)
  for (let attempt = 0; ; attempt += 1) {
    let counter = attempt * 24
    const pick = <T>(from: readonly T[]): T => from[uniformInt(key, counter++, from.length)] as T
    const kind = pick(choices.kinds)
    const drawnChannels = pick(choices.channels)
    const kernel = kind === 'zeroPadShortcut' ? ([1, 1] as const) : sidesOf(pick(choices.kernels))
    const rows = pick(choices.sides)
    const type = pick(choices.types)
    const batch = pick(batches)
    const columns = pick([rows, rows, rows, pick(choices.sides)])
    const stride = pick(choices.strides)
    const drawnWidth = pick(choices.channels)
    const dilation = pick(choices.dilations ?? [1])
    const groups = pick(choices.groups ?? [1])
    const channels = drawnChannels * groups
    // What keeps the size at stride 1; a pooling may have one pixel more where its kernel is even.
    const half = (side: number): number => Math.floor((kind === 'averagePool' ? side : (side - 1) * dilation) / 2)
    const drawn = (most: number): number => (choices.drawsPadding ? uniformInt(key, counter++, most + 1) : most)
    const [above, beside] = [drawn(half(kernel[0])), drawn(half(kernel[1]))]
    const shape: LayerShape = {
      kind,
      type,
      batch,
      rows,
      columns,
      channels,
      kernel,
      stride,
      padding: isPooling(kind) ? [above, above] : [above, beside],
      dilation,
      groups,
      width: widthOf(kind, channels, drawnWidth * groups),
      countsPadding: uniformInt(key, counter++, 2) === 0,
    }
    if (isCheap(shape)) return shape
  }
}

function isPooling(kind: LayerShape['kind']): boolean {
  return kind === 'maxPool' || kind === 'averagePool'
}

function widthOf(kind: LayerShape['kind'], channels: number, drawn: number): number {
  if (isPooling(kind)) return channels
  return kind === 'zeroPadShortcut' ? channels + drawn : drawn
}

export function outputSides({ rows, columns, kernel, stride, padding, dilation }: LayerShape): readonly [number, number] {
  const outputs = (size: number, axis: 0 | 1): number => windowed(size, (kernel[axis] - 1) * dilation + 1, stride, padding[axis])
  return [outputs(rows, 0), outputs(columns, 1)]
}

function isCheap(shape: LayerShape): boolean {
  const { batch, rows, columns, channels, kernel, padding, dilation, groups, width } = shape
  const fits = (size: number, axis: 0 | 1): boolean => size + 2 * padding[axis] > (kernel[axis] - 1) * dilation
  if (!fits(rows, 0) || !fits(columns, 1)) return false
  const [outputRows, outputColumns] = outputSides(shape)
  const products = (batch * outputRows * outputColumns * kernel[0] * kernel[1] * channels * width) / groups
  return products <= most.products && batch * rows * columns * channels <= most.numbers
}
