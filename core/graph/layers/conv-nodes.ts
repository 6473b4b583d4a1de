/** A convolution's nodes. Groups and dilation are Conv2D's own, forward everywhere, backward where oneDNN is (docs/engine.md). */
import { totalByChannel } from '../arithmetic.ts'
import { like, only, typeOf, type Attribute, type Emitter, type GraphLayer, type GraphTensor } from '../graph-layer.ts'
import { sidesOf, windowed } from '../map-shape.ts'
import { gradientsApart, type Gradients } from './conv-apart.ts'
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
    const weights = parameter('weights', image.type)
    const gradientsOf = needsParting(emit, config, image)
      ? gradientsApart(emit, config, gradientsOfOne(emit, config, image, 1))
      : gradientsOfOne(emit, config, image)
    const { byWeights, byRead } = gradientsOf(read, weights, gradient)
    const parameters: Record<string, GraphTensor> = { weights: byWeights() }
    if (config.bias) parameters.bias = totalByChannel(emit, gradient)
    if (!needsInputGradients) return { inputs: [null], parameters }
    const byPadded = skipsPixels(config) ? subsampleGradient(emit, padded, config.stride, byRead()) : byRead()
    return { inputs: [unpad(emit, byPadded, image, convWindow(config))], parameters }
  },
}

/** Gradients as TensorFlow's own nodes. */
function gradientsOfOne(emit: Emitter, config: ConvConfig, image: GraphTensor, dilation = config.dilation ?? 1): Gradients {
  const options = attributes(config, image, dilation)
  // The network makes it float32 in any case.
  const type = isWrongInBfloat16(config, image) ? 'float32' : image.type
  return (read, weights, gradient) => ({
    byWeights: () =>
      emit.op(
        'Conv2DBackpropFilter',
        [emit.cast(read, type), emit.ints(weights.shape), emit.cast(gradient, type)],
        { ...options, T: { type } },
        { type, shape: weights.shape },
      ),
    byRead: () => emit.op('Conv2DBackpropInput', [emit.ints(read.shape), weights, gradient], options, like(read)),
  })
}

function attributes(config: ConvConfig, image: GraphTensor, dilation = config.dilation ?? 1): Record<string, Attribute> {
  const stride = skipsPixels(config) ? 1 : config.stride
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

function needsParting(emit: Emitter, { groups = 1, dilation = 1 }: ConvConfig, { type }: GraphTensor): boolean {
  return (groups > 1 || dilation > 1) && !emit.differentiatesGroups(type)
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
