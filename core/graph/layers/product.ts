import { besideMap, binary, total } from '../arithmetic.ts'
import type { EagerTensor } from '../eager-layer.ts'
import type { GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { sameShape } from '../map-shape.ts'
import type { Shape } from '../tensors.ts'

/**
 * Number by number of two inputs of one shape; or of a map, the first input, and features, the second, one for each of its channels: the
 * excitation of squeeze-and-excitation (Hu et al. 2018, section 3).
 */
export const product: LayerRule<Record<string, never>> = {
  label: () => 'product',
  picture: 'product',
  outputShape(_config, inputs) {
    const [map, factor] = two(inputs)
    if (!sameShape(map, factor) && !(isOfChannels(inputs) && map[2] === factor[0])) {
      throw new RangeError(
        `Cannot multiply ${map.join('×')} by ${factor.join('×')}: shapes must be equal, or one number a channel be given.`,
      )
    }
    return map
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (_config, inputs) => [
    isOfChannels(inputs) ? passesOver(two(inputs)[0], 2, 6, 'channelwise') : passesOver(two(inputs)[0], 3, 6),
  ],
  window: () => ({ kernel: 1, stride: 1 }),
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { inputs }) {
      const [map, factor] = two(inputs)
      return { output: binary(emit, 'Mul', map, isOfFeatures(map, factor) ? besideMap(emit, factor) : factor), saved: [] }
    },
    backward(emit, { inputs, gradient }) {
      const [map, factor] = two(inputs)
      const byFactor = binary(emit, 'Mul', gradient, map)
      if (!isOfFeatures(map, factor)) return { inputs: [binary(emit, 'Mul', gradient, factor), byFactor], parameters: {} }
      const byMap = binary(emit, 'Mul', gradient, besideMap(emit, factor))
      return { inputs: [byMap, emit.cast(total(emit, byFactor, [1, 2]), factor.type)], parameters: {} }
    },
  },
  eager(tf, { inputs }) {
    const [map, factor] = two<EagerTensor>(inputs)
    if (!isOfFeatures(map, factor)) return tf.mul(map, factor)
    const [batch = 0, channels = 0] = factor.shape
    return tf.mul(map, tf.reshape(factor, [batch, 1, 1, channels]))
  },
  spelling: {
    pytorch: (_config, inputs) => ({
      expression: (map, factor) => `${map} * ${factor}${isOfChannels(inputs) ? '[:, :, None, None]' : ''}`,
    }),
    keras: (_config, inputs) => ({
      expression: (map, factor) => `${map} * ${factor}${isOfChannels(inputs) ? '[:, None, None, :]' : ''}`,
    }),
    onnx(emit, { inputs, shapes }) {
      const [map, factor] = two<string>(inputs)
      return emit.node('Mul', [map, isOfChannels(shapes) ? emit.node('Unsqueeze', [factor, emit.ints([2, 3])]) : factor])
    },
  },
}

function two(inputs: readonly Shape[]): readonly [Shape, Shape]
function two<T>(inputs: readonly T[]): readonly [T, T]
function two<T>(inputs: readonly T[]): readonly [T, T] {
  const [map, factor] = inputs
  if (map === undefined || factor === undefined || inputs.length !== 2) throw new RangeError('A product takes two inputs.')
  return [map, factor]
}

/** Whether a map is multiplied by features. */
function isOfChannels(inputs: readonly Shape[]): boolean {
  const [map, factor] = two(inputs)
  return map.length === 3 && factor.length === 1
}

/** The same of tensors, whose shapes have the batch in front. */
function isOfFeatures(map: Pick<GraphTensor, 'shape'>, factor: Pick<GraphTensor, 'shape'>): boolean {
  return map.shape.length === 4 && factor.shape.length === 2
}
