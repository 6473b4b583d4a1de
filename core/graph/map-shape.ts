import type { Shape } from './tensors.ts'

/** What a window has along each side: one number for both, or rows and columns apart. */
export type Sides = number | readonly [rows: number, columns: number]

export function sidesOf(sides: Sides): readonly [rows: number, columns: number] {
  return typeof sides === 'number' ? [sides, sides] : sides
}

/** The one input of a layer as height, width and channels. Throws a RangeError when it is not a map. */
export function mapShape(inputs: readonly Shape[]): readonly [height: number, width: number, channels: number] {
  const shape = inputs[0]
  if (inputs.length !== 1 || shape?.length !== 3) throw new RangeError(`Expected one map, got ${describe(inputs)}.`)
  return shape
}

/** The one input of a layer as a number of features. Throws a RangeError when it is a map. */
export function featureCount(inputs: readonly Shape[]): number {
  const shape = inputs[0]
  if (inputs.length !== 1 || shape?.length !== 1) throw new RangeError(`Expected features, got ${describe(inputs)}.`)
  return shape[0]
}

/** The one input of a layer that takes maps and features alike. Throws a RangeError when it has none or several. */
export function onlyShape(inputs: readonly Shape[]): Shape {
  const [shape] = inputs
  if (shape === undefined || inputs.length !== 1) throw new RangeError(`Expected one input, got ${describe(inputs)}.`)
  return shape
}

/**
 * Side of the output of a window moved over a side of `size` pixels with `padding` pixels before and after.
 * Throws a RangeError when the window does not fit once.
 */
export function windowed(size: number, kernel: number, stride: number, padding: number): number {
  const side = Math.floor((size + 2 * padding - kernel) / stride) + 1
  if (side < 1) throw new RangeError(`A window of ${kernel} does not fit into ${size} pixels.`)
  return side
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis])
}

function describe(shapes: readonly Shape[]): string {
  return shapes.length === 0 ? 'nothing' : shapes.map((shape) => shape.join('×')).join(' and ')
}
