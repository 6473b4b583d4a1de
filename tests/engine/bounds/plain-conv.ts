/** A convolution as TensorFlow offers it, stride and all: what the search has to find wrong where core/graph/layers/conv.ts goes another way. */
import { like, only, typeOf, type Attribute, type GraphLayer, type GraphTensor } from '../../../core/graph/graph-layer.ts'
import type { ConvConfig } from '../../../core/graph/layers/conv-config.ts'
import { conv } from '../../../core/graph/layers/conv.ts'
import { sidesOf } from '../../../core/graph/map-shape.ts'

export const plainConv: GraphLayer<ConvConfig> = {
  forward(emit, { config, inputs, parameter }) {
    const image = only(inputs)
    const [batch = 0, ...map] = image.shape
    const shape = [batch, ...conv.outputShape(config, [[map[0] ?? 0, map[1] ?? 0, map[2] ?? 0]])]
    const weights = parameter('weights', image.type)
    return { output: emit.op('Conv2D', [image, weights], attributes(config, image), { type: image.type, shape }), saved: [] }
  },
  backward(emit, { config, inputs, gradient, parameter }) {
    const image = only(inputs)
    const weights = parameter('weights', image.type)
    const options = attributes(config, image)
    const byImage = emit.op('Conv2DBackpropInput', [emit.ints(image.shape), weights, gradient], options, like(image))
    const byWeights = emit.op('Conv2DBackpropFilter', [image, emit.ints(weights.shape), gradient], options, like(weights))
    return { inputs: [byImage], parameters: { weights: byWeights } }
  },
}

/** Only for shapes whose padding SAME makes alike. */
function attributes({ stride, padding, dilation = 1 }: ConvConfig, image: GraphTensor): Record<string, Attribute> {
  return {
    ...typeOf(image),
    strides: { ints: [1, stride, stride, 1] },
    dilations: { ints: [1, dilation, dilation, 1] },
    padding: { text: Math.max(...sidesOf(padding)) > 0 ? 'SAME' : 'VALID' },
    data_format: { text: 'NHWC' },
  }
}
