import { times } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'
import { elementwise } from './elementwise.ts'

export interface ScaleConfig {
  readonly factor: number
}

/** Times a constant, which is not trained: the scaling of residual branches (Szegedy et al. 2017, section 3.3). */
export const scale: LayerRule<ScaleConfig> = {
  label: ({ factor }) => `×${factor}`,
  picture: 'words',
  ...elementwise,
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 2, 2)],
  backwardReads: () => [],
  graph: {
    forward: (emit, { config, inputs }) => ({ output: times(emit, only(inputs), config.factor), saved: [] }),
    backward: (emit, { config, gradient }) => ({ inputs: [times(emit, gradient, config.factor)], parameters: {} }),
  },
  eager: (tf, { config, inputs }) => tf.mul(onlyEager(inputs), config.factor),
  spelling: {
    pytorch: ({ factor }) => ({ expression: (input) => `${factor} * ${input}` }),
    keras: ({ factor }) => ({ expression: (input) => `${factor} * ${input}` }),
    onnx: (emit, { config, inputs }) => emit.node('Mul', [onlyName(inputs), emit.floats([config.factor])]),
  },
}
