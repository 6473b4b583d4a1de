/** Every stride-th pixel of a map, and the gradient of that: zeros at the pixels between. */
import type { Attribute, Emitter, GraphTensor, OutputSpec } from '../graph-layer.ts'
import { windowed } from '../map-shape.ts'

/** A 1×1 average with a stride is TensorFlow's fastest subsample on a CPU. */
export function subsample(emit: Emitter, image: GraphTensor, stride: number): GraphTensor {
  const [batch = 0, rows = 0, columns = 0, channels = 0] = image.shape
  const shape = [batch, windowed(rows, 1, stride, 0), windowed(columns, 1, stride, 0), channels]
  return emit.op('AvgPool', [image], attributes(image, stride), { type: image.type, shape })
}

/** The gradient by the whole map, from that by the pixels kept. */
export function subsampleGradient(emit: Emitter, image: OutputSpec, stride: number, byKept: GraphTensor): GraphTensor {
  return emit.op('AvgPoolGrad', [emit.ints(image.shape), byKept], attributes(image, stride), image)
}

function attributes({ type }: OutputSpec, stride: number): Record<string, Attribute> {
  return {
    T: { type },
    ksize: { ints: [1, 1, 1, 1] },
    strides: { ints: [1, stride, stride, 1] },
    padding: { text: 'VALID' },
    data_format: { text: 'NHWC' },
  }
}
