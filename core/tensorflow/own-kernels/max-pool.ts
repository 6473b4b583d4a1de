/** Max-pooling by our own kernels: no padded map is made, and the way back needs neither input nor output, but which pixel of each window was taken. */
import { like, only, typeOf, type Attribute, type GraphLayer, type GraphTensor } from '../../graph/graph-layer.ts'
import { pooled, type PoolConfig } from '../../graph/layers/pool.ts'

export const ownMaxPool: GraphLayer<PoolConfig> = {
  forward(emit, { config, inputs }) {
    const image = only(inputs)
    const map = pooled(config, image)
    const [, down = 0, across = 0] = map.shape
    const attributes = { ...windowOf(config, image), down: { int: down }, across: { int: across } }
    const [output, taken] = emit.node('StagecraftMaxPool', [image], attributes, [map, { type: 'uint8', shape: map.shape }])
    if (output === undefined || taken === undefined) throw new Error('A max-pooling has two outputs.')
    return { output, saved: [taken] }
  },
  backward(emit, { config, inputs, saved, gradient }) {
    const image = only(inputs)
    const [, height = 0, width = 0] = image.shape
    const attributes = { ...windowOf(config, image), height: { int: height }, width: { int: width } }
    return { inputs: [emit.op('StagecraftMaxPoolByInput', [gradient, only(saved)], attributes, like(image))], parameters: {} }
  },
}

function windowOf({ kernel, stride, padding }: PoolConfig, image: GraphTensor): Record<string, Attribute> {
  return { ...typeOf(image), kernel: { int: kernel }, stride: { int: stride }, padding: { int: padding } }
}
