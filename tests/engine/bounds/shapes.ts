/** Shapes of the layers that TensorFlow hands to oneDNN, drawn by counter: any part of a search can be done again by itself. */
import type { FloatType } from '../../../core/graph/graph-layer.ts'
import { windowed } from '../../../core/graph/map-shape.ts'
import { randomKey, uniformInt } from '../../../core/tensorflow/random-keys.ts'

/** A fully connected layer's is that of a 1×1 convolution over a single pixel. */
export interface LayerShape {
  readonly kind: 'conv' | 'maxPool' | 'zeroPadShortcut' | 'linear'
  readonly type: FloatType
  readonly batch: number
  readonly rows: number
  readonly columns: number
  readonly channels: number
  readonly kernel: number
  readonly stride: number
  readonly padding: number
  /** Output channels. */
  readonly width: number
}

/** What a shape is drawn from; what stands twice comes twice as often. */
interface Choices {
  readonly kinds: readonly LayerShape['kind'][]
  readonly types: readonly FloatType[]
  readonly kernels: readonly number[]
  readonly strides: readonly number[]
  readonly sides: readonly number[]
  readonly channels: readonly number[]
}

/** Around the 16 numbers of a vector register. */
const edges = [1, 2, 3, 4, 6, 8, 12, 15, 16, 17, 24, 31, 32, 33, 48, 64]
const batches = [1, 2, 3, 4, 5, 7, 8, 13, 16, 25, 32, 33, 64]

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
  poolings: { ...everything, kinds: ['maxPool', 'maxPool', 'zeroPadShortcut'] },
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
    let counter = attempt * 16
    const pick = <T>(from: readonly T[]): T => from[uniformInt(key, counter++, from.length)] as T
    const kind = pick(choices.kinds)
    const channels = pick(choices.channels)
    const kernel = kind === 'zeroPadShortcut' ? 1 : pick(choices.kernels)
    const rows = pick(choices.sides)
    const shape: LayerShape = {
      kind,
      type: pick(choices.types),
      batch: pick(batches),
      rows,
      columns: pick([rows, rows, rows, pick(choices.sides)]),
      channels,
      kernel,
      stride: pick(choices.strides),
      padding: Math.floor((kernel - 1) / 2),
      width: widthOf(kind, channels, pick(choices.channels)),
    }
    if (isCheap(shape)) return shape
  }
}

function widthOf(kind: LayerShape['kind'], channels: number, drawn: number): number {
  if (kind === 'maxPool') return channels
  return kind === 'zeroPadShortcut' ? channels + drawn : drawn
}

export function outputSides({ rows, columns, kernel, stride, padding }: LayerShape): readonly [number, number] {
  return [windowed(rows, kernel, stride, padding), windowed(columns, kernel, stride, padding)]
}

function isCheap(shape: LayerShape): boolean {
  const { batch, rows, columns, channels, kernel, padding, width } = shape
  if (Math.min(rows, columns) + 2 * padding < kernel) return false
  const [outputRows, outputColumns] = outputSides(shape)
  const products = batch * outputRows * outputColumns * kernel ** 2 * channels * width
  return products <= most.products && batch * rows * columns * channels <= most.numbers
}
