/** Two ways of computing a convolution by our own kernels, which have the same operations. */
import type { Attribute, GraphTensor } from '../../graph/graph-layer.ts'
import { convWindow, type ConvConfig } from '../../graph/layers/conv-config.ts'
import { sidesOf, windowed } from '../../graph/map-shape.ts'

export interface ConvolutionWay {
  /** How the names of its operations begin. */
  readonly operation: string
  /** What they are told of the convolution; `image` is its input, [batch, height, width, channels]. */
  attributes(config: ConvConfig, image: Pick<GraphTensor, 'shape'>): Readonly<Record<string, Attribute>>
}

/** 3×3 with stride 1 (Lavin & Gray 2016). */
export const winograd: ConvolutionWay = { operation: 'StagecraftConvolution', attributes: () => ({}) }

/** Any kernel, stride and padding. Zeros are seen around a map where there are none: nothing is padded beforehand. */
export const direct: ConvolutionWay = {
  operation: 'StagecraftDirectConvolution',
  attributes(config, { shape }) {
    const [, height = 0, width = 0] = shape
    const [rows, columns] = sidesOf(config.kernel)
    const { stride, padding } = convWindow(config)
    const [down, across] = outputSides(config, shape)
    const numbers = { height, width, rows, columns, stride, top: padding[0], left: padding[1], down, across }
    return Object.fromEntries(Object.entries(numbers).map(([name, int]) => [name, { int }]))
  },
}

/** Height and width of what a convolution makes of a map. */
export function outputSides(config: ConvConfig, [, height = 0, width = 0]: readonly number[]): readonly [number, number] {
  const { extent, stride, padding } = convWindow(config)
  return [windowed(height, extent[0], stride, padding[0]), windowed(width, extent[1], stride, padding[1])]
}
