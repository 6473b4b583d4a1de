/** What poolings have in common: square windows, and PyTorch's limits on their padding. */
import { typeOf, type Attribute, type GraphTensor } from '../graph-layer.ts'
import { mapShape, windowed } from '../map-shape.ts'
import type { Shape } from '../tensors.ts'
import type { Window } from './padding.ts'

export interface PoolConfig {
  readonly kernel: number
  readonly stride: number
  /** Pixels around the map, at most half of the kernel: then no window lies outside of it. */
  readonly padding: number
}

/** Throws a RangeError where the padding is more than half of the kernel, or the window does not fit. */
export function pooledShape(
  { kernel, stride, padding }: PoolConfig,
  inputs: readonly Shape[],
): readonly [number, number, number] {
  if (2 * padding > kernel)
    throw new RangeError(`A pooling's padding is at most half of its kernel: ${padding} is more than half of ${kernel}.`)
  const [rows, columns, channels] = mapShape(inputs)
  return [windowed(rows, kernel, stride, padding), windowed(columns, kernel, stride, padding), channels]
}

export function poolWindow({ kernel, stride, padding }: PoolConfig): Window {
  return { extent: [kernel, kernel], stride, padding: [padding, padding] }
}

export function poolAttributes(
  { kernel, stride }: PoolConfig,
  image: GraphTensor,
  padding: 'SAME' | 'VALID',
): Record<string, Attribute> {
  return {
    ...typeOf(image),
    ksize: { ints: [1, kernel, kernel, 1] },
    strides: { ints: [1, stride, stride, 1] },
    padding: { text: padding },
    data_format: { text: 'NHWC' },
  }
}

/** What a pooling gives of this map in a batch. */
export function pooled(config: PoolConfig, image: GraphTensor): { type: GraphTensor['type']; shape: readonly number[] } {
  const [batch = 0, rows = 0, columns = 0, channels = 0] = image.shape
  return { type: image.type, shape: [batch, ...pooledShape(config, [[rows, columns, channels]])] }
}
