import { binary, total } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'
import { elementwise } from './elementwise.ts'

export interface ScalarConfig {
  /** What the number begins with: 1 in Fixup, 0 in SkipInit and ReZero. */
  readonly initial: number
}

/** Times one learned number: Fixup's multiplier (Zhang et al. 2019, section 3.2), ReZero's α (Bachlechner et al. 2020). */
export const scalar: LayerRule<ScalarConfig> = {
  label: () => 'scalar',
  picture: 'words',
  ...elementwise,
  parameters: ({ initial }) => [{ name: 'factor', shape: [], initial: { kind: 'constant', value: initial } }],
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 2, 6)],
  backwardReads: () => ['inputs'],
  graph: {
    forward(emit, { inputs, parameter }) {
      const input = only(inputs)
      return { output: binary(emit, 'Mul', input, parameter('factor', input.type)), saved: [] }
    },
    backward(emit, { inputs, gradient, parameter }) {
      const factor = parameter('factor', gradient.type)
      return {
        inputs: [binary(emit, 'Mul', gradient, factor)],
        parameters: { factor: total(emit, binary(emit, 'Mul', gradient, only(inputs)), [...gradient.shape.keys()]) },
      }
    },
  },
  eager: (tf, { inputs, parameter }) => tf.mul(onlyEager(inputs), parameter('factor')),
  spelling: {
    pytorch: ({ initial }) => ({ callee: 'LearnedFactor', positional: { initial }, definition: pytorchSource }),
    keras: ({ initial }) => ({ callee: 'LearnedFactor', positional: { initial }, definition: kerasSource }),
    onnx: (emit, { inputs, tensor }) => emit.node('Mul', [onlyName(inputs), tensor('factor')]),
    tensors: { factor: { pytorch: 'factor', keras: 'factor' } },
  },
}

const pytorchSource = `class LearnedFactor(nn.Module):
    """Times one learned number."""

    def __init__(self, initial):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(float(initial)))

    def forward(self, x):
        return x * self.factor`

const kerasSource = `class LearnedFactor(layers.Layer):
    """Times one learned number."""

    def __init__(self, initial, **options):
        super().__init__(**options)
        self.initial = initial

    def build(self, shape):
        self.factor = self.add_weight(name="factor", shape=(), initializer=keras.initializers.Constant(self.initial))

    def call(self, x):
        return x * ops.cast(self.factor, x.dtype)

    def get_config(self):
        return {**super().get_config(), "initial": self.initial}`
