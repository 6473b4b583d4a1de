import { typeOf, type GraphTensor } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape } from '../map-shape.ts'

/** Two maps or more side by side along channels, in the order of the inputs. Heights and widths are equal. */
export const concat: LayerRule<Record<string, never>> = {
  label: () => 'concat',
  picture: 'concatenation',
  outputShape(_config, inputs) {
    if (inputs.length < 2) throw new RangeError('A concatenation takes two maps or more.')
    const maps = inputs.map((input) => mapShape([input]))
    const [rows, columns] = mapShape(inputs.slice(0, 1))
    const other = maps.find((map) => map[0] !== rows || map[1] !== columns)
    if (other !== undefined)
      throw new RangeError(`Cannot concatenate ${rows}×${columns} and ${other[0]}×${other[1]} pixels: sides must be equal.`)
    return [rows, columns, maps.reduce((sum, [, , channels]) => sum + channels, 0)]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (config, inputs) => [passesOver(concat.outputShape(config, inputs), 2, 2, 'copy')],
  window: () => ({ kernel: 1, stride: 1 }),
  backwardReads: () => [],
  graph: {
    forward(emit, { inputs }) {
      const [first] = inputs
      if (first === undefined) throw new RangeError('A concatenation takes two maps or more.')
      const channels = channelsOf(inputs).reduce((sum, count) => sum + count, 0)
      const output = emit.op(
        'ConcatV2',
        [...inputs, emit.ints([3], [])],
        { ...typeOf(first), N: { int: inputs.length }, Tidx: { type: 'int32' } },
        { type: first.type, shape: [...first.shape.slice(0, 3), channels] },
      )
      return { output, saved: [] }
    },
    backward(emit, { inputs, gradient }) {
      const parts = emit.node(
        'SplitV',
        [gradient, emit.ints(channelsOf(inputs)), emit.ints([3], [])],
        { ...typeOf(gradient), num_split: { int: inputs.length }, Tlen: { type: 'int32' } },
        inputs,
      )
      return { inputs: parts, parameters: {} }
    },
  },
  eager: (tf, { inputs }) => tf.concat([...inputs], 3),
  spelling: {
    pytorch: () => ({ expression: (...maps) => `torch.cat([${maps.join(', ')}], 1)` }),
    keras: () => ({ callee: 'layers.Concatenate' }),
    onnx: (emit, { inputs }) => emit.node('Concat', inputs, { axis: { int: 1 } }),
  },
}

function channelsOf(maps: readonly GraphTensor[]): number[] {
  return maps.map(({ shape }) => shape[3] ?? 0)
}
