/** Size of a map of activations, and what is left of it after a window has moved over it. */
import { windowed } from '../graph/map-shape.ts'
import type { Shape } from '../graph/tensors.ts'

/** Height and width of a map in pixels, and its channels. */
export interface MapSize {
  readonly height: number
  readonly width: number
  readonly channels: number
}

export function shapeOf({ height, width, channels }: MapSize): Shape {
  return [height, width, channels]
}

/** Features stand where a map was refused: they are taken as a map of one pixel. */
export function mapOf(shape: Shape): MapSize {
  return shape.length === 3
    ? { height: shape[0], width: shape[1], channels: shape[2] }
    : { height: 1, width: 1, channels: shape[0] }
}

/** A convolution or pooling along each side. */
export interface MapWindow {
  readonly kernel: number
  readonly stride: number
}

/** The padding that lowering gives a window: an odd kernel keeps the size at stride 1. */
export function paddingOf({ kernel }: Pick<MapWindow, 'kernel'>): number {
  return Math.floor((kernel - 1) / 2)
}

/** Rows or columns after the window; below 1 where it does not fit. */
export function sideAfter(side: number, window: MapWindow): number {
  return windowed(side, window.kernel, window.stride, paddingOf(window))
}
