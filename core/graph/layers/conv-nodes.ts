/** A convolution's nodes. Groups and dilation are Conv2D's own: oneDNN takes both, forward and backward (docs/engine.md). */
import { totalByChannel } from '../arithmetic.ts'
import { like, only, typeOf, type Attribute, type Emitter, type GraphLayer, type GraphTensor } from '../graph-layer.ts'
import { sidesOf, windowed } from '../map-shape.ts'
import { convWindow, skipsPixels, type ConvConfig } from './conv-config.ts'
import { paddingMode, padWhereNeeded, unpad } from './padding.ts'
import { subsample, subsampleGradient } from './subsample.ts'

export const convNodes: GraphLayer<ConvConfig> = {
  forward(emit, { config, inputs, parameter }) {
    const image = only(inputs)
    const [batch = 0, rows = 0, columns = 0] = image.shape
    const { extent, stride, padding } = convWindow(config)
    const shape = [
      batch,
      windowed(rows, extent[0], stride, padding[0]),
      windowed(columns, extent[1], stride, padding[1]),
      config.width,
    ]
    const padded = padWhereNeeded(emit, image, convWindow(config))
    const read = withoutSkipped(emit, padded, config)
    const output = emit.op('Conv2D', [read, parameter('weights', image.type)], attributes(config, image), {
      type: image.type,
      shape,
    })
    const saved = [padded]
    if (!config.bias) return { output, saved }
    const biased = emit.op(
      'BiasAdd',
      [output, parameter('bias', image.type)],
      { ...typeOf(image), data_format: { text: 'NHWC' } },
      like(output),
    )
    return { output: biased, saved }
  },
  backward(emit, { config, inputs, saved, gradient, needsInputGradients, parameter }) {
    const image = only(inputs)
    const padded = only(saved)
    // Taken out a second time rather than kept beside the image.
    const read = withoutSkipped(emit, padded, config)
    const options = attributes(config, image)
    const usual = hasNoGradientsOf(config, image) ? 'float32' : image.type
    // The network makes it float32 in any case.
    const type = isWrongInBfloat16(config, image) ? 'float32' : usual
    const weights = parameter('weights', image.type)
    const byWeights = emit.op(
      'Conv2DBackpropFilter',
      [emit.cast(read, type), emit.ints(weights.shape), emit.cast(gradient, type)],
      { ...options, T: { type } },
      { type, shape: weights.shape },
    )
    const parameters: Record<string, GraphTensor> = { weights: byWeights }
    if (config.bias) parameters.bias = totalByChannel(emit, gradient)
    if (!needsInputGradients) return { inputs: [null], parameters }
    const byRead = emit.cast(
      emit.op(
        'Conv2DBackpropInput',
        [emit.ints(read.shape), emit.cast(weights, usual), emit.cast(gradient, usual)],
        { ...options, T: { type: usual } },
        { type: usual, shape: read.shape },
      ),
      image.type,
    )
    const byPadded = skipsPixels(config) ? subsampleGradient(emit, padded, config.stride, byRead) : byRead
    return { inputs: [unpad(emit, byPadded, image, convWindow(config))], parameters }
  },
}

function attributes(config: ConvConfig, image: GraphTensor): Record<string, Attribute> {
  const stride = skipsPixels(config) ? 1 : config.stride
  const { dilation = 1 } = config
  return {
    ...typeOf(image),
    strides: { ints: [1, stride, stride, 1] },
    dilations: { ints: [1, dilation, dilation, 1] },
    padding: { text: paddingMode(convWindow(config), image) },
    data_format: { text: 'NHWC' },
  }
}

/** The pixels that TensorFlow's convolution goes over. */
function withoutSkipped(emit: Emitter, padded: GraphTensor, config: ConvConfig): GraphTensor {
  return skipsPixels(config) ? subsample(emit, padded, config.stride) : padded
}

/** oneDNN takes float16 on few processors, and TensorFlow's own convolutions on the others have no gradients with groups or dilation. */
function hasNoGradientsOf({ groups = 1, dilation = 1 }: ConvConfig, { type }: GraphTensor): boolean {
  return type === 'float16' && (groups > 1 || dilation > 1)
}

/**
 * Where oneDNN's gradient by the weights is wrong in bfloat16 (docs/engine.md). With a stride, that of a weight which meets nothing but padding is
 * left unwritten instead of 0, and where windows leave pixels between them, numbers beyond the image may be read and summed. With dilation both happen.
 */
function isWrongInBfloat16(config: ConvConfig, image: GraphTensor): boolean {
  const { kernel, stride, dilation = 1 } = config
  if (dilation > 1) return true
  if (stride === 1 || skipsPixels(config)) return false
  const [rows = 0, columns = 0] = image.shape.slice(1)
  return stride > Math.min(...sidesOf(kernel)) || !meetsPixels(rows, config, 0) || !meetsPixels(columns, config, 1)
}

/** Whether the first and the last weight along a side meet a pixel in some window. */
function meetsPixels(size: number, config: ConvConfig, axis: 0 | 1): boolean {
  const { extent, stride, padding } = convWindow(config)
  const lastWindow = (windowed(size, extent[axis], stride, padding[axis]) - 1) * stride - padding[axis]
  return lastWindow >= 0 && extent[axis] - 1 - padding[axis] < size
}
