/** A convolution of any kernel, stride and padding by our own kernels. They see zeros around a map where there are none: nothing is padded beforehand. */
import { totalByChannel } from '../../graph/arithmetic.ts'
import { like, only, typeOf, type Attribute, type GraphLayer, type GraphTensor } from '../../graph/graph-layer.ts'
import { convWindow, type ConvConfig } from '../../graph/layers/conv-config.ts'
import { windowed } from '../../graph/map-shape.ts'
import { biased } from './convolution.ts'

export const directConvolution: GraphLayer<ConvConfig> = {
  forward(emit, { config, inputs, parameter }) {
    const image = only(inputs)
    const [batch = 0, rows = 0, columns = 0] = image.shape
    const { extent, stride, padding } = convWindow(config)
    const down = windowed(rows, extent[0], stride, padding[0])
    const across = windowed(columns, extent[1], stride, padding[1])
    const attributes = { ...placed(config, image), down: { int: down }, across: { int: across } }
    const map = { type: image.type, shape: [batch, down, across, config.width] }
    const output = emit.op('StagecraftDirectConvolution', [image, parameter('weights')], attributes, map)
    return { output: config.bias ? biased(emit, output, parameter('bias', image.type)) : output, saved: [] }
  },
  backward(emit, { config, inputs, gradient, needsInputGradients, parameter }) {
    const image = only(inputs)
    const weights = parameter('weights')
    const [rows = 0, columns = 0] = weights.shape
    const [height = 0, width = 0] = image.shape.slice(1)
    const ofKernel = { ...placed(config, image), rows: { int: rows }, columns: { int: columns } }
    const ofMap = { ...placed(config, image), height: { int: height }, width: { int: width } }
    const parameters: Record<string, GraphTensor> = {
      weights: emit.op('StagecraftDirectConvolutionByWeights', [image, gradient], ofKernel, like(weights)),
    }
    if (config.bias) parameters.bias = totalByChannel(emit, gradient)
    const byInput = (): GraphTensor => emit.op('StagecraftDirectConvolutionByInput', [gradient, weights], ofMap, like(image))
    return { inputs: [needsInputGradients ? byInput() : null], parameters }
  },
}

function placed(config: ConvConfig, image: GraphTensor): Record<string, Attribute> {
  const { stride, padding } = convWindow(config)
  return { ...typeOf(image), stride: { int: stride }, top: { int: padding[0] }, left: { int: padding[1] } }
}
