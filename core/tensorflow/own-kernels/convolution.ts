/** A 3×3 convolution of stride 1 by our own kernels: weights stay float32, whatever the type of the map. */
import { totalByChannel } from '../../graph/arithmetic.ts'
import { like, only, typeOf, type Emitter, type GraphLayer, type GraphTensor } from '../../graph/graph-layer.ts'
import type { ConvConfig } from '../../graph/layers/conv-config.ts'

export const ownConvolution: GraphLayer<ConvConfig> = {
  forward(emit, { config, inputs, parameter }) {
    const image = only(inputs)
    const [batch = 0, rows = 0, columns = 0] = image.shape
    const map = { type: image.type, shape: [batch, rows, columns, config.width] }
    const output = emit.op('StagecraftConvolution', [image, parameter('weights')], typeOf(image), map)
    return { output: config.bias ? biased(emit, output, parameter('bias', image.type)) : output, saved: [] }
  },
  backward(emit, { config, inputs, gradient, needsInputGradients, parameter }) {
    const image = only(inputs)
    const weights = parameter('weights')
    const parameters: Record<string, GraphTensor> = {
      weights: emit.op('StagecraftConvolutionByWeights', [image, gradient], typeOf(image), like(weights)),
    }
    if (config.bias) parameters.bias = totalByChannel(emit, gradient)
    const byInput = (): GraphTensor => emit.op('StagecraftConvolutionByInput', [gradient, weights], typeOf(image), like(image))
    return { inputs: [needsInputGradients ? byInput() : null], parameters }
  },
}

export function biased(emit: Emitter, output: GraphTensor, bias: GraphTensor): GraphTensor {
  return emit.op('BiasAdd', [output, bias], { ...typeOf(output), data_format: { text: 'NHWC' } }, like(output))
}
