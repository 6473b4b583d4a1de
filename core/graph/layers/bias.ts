import { binary, total } from '../arithmetic.ts'
import { onlyEager } from '../eager-layer.ts'
import { only } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { onlyShape } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'
import { elementwise } from './elementwise.ts'

export interface BiasConfig {
  /** What the number begins with: 0 in Fixup. */
  readonly initial: number
}

/** Plus one learned number, the same for all channels: Fixup's bias (Zhang et al. 2019, section 3.2). */
export const bias: LayerRule<BiasConfig> = {
  label: () => 'bias',
  picture: 'words',
  ...elementwise,
  parameters: ({ initial }) => [{ name: 'bias', shape: [], initial: { kind: 'constant', value: initial } }],
  work: (_config, inputs) => [passesOver(onlyShape(inputs), 2, 1)],
  backwardReads: () => [],
  graph: {
    forward(emit, { inputs, parameter }) {
      const input = only(inputs)
      return { output: binary(emit, 'AddV2', input, parameter('bias', input.type)), saved: [] }
    },
    backward: (emit, { gradient }) => ({
      inputs: [gradient],
      parameters: { bias: total(emit, gradient, [...gradient.shape.keys()]) },
    }),
  },
  eager: (tf, { inputs, parameter }) => tf.add(onlyEager(inputs), parameter('bias')),
  spelling: {
    pytorch: ({ initial }) => ({ callee: 'LearnedBias', positional: { initial }, definition: pytorchSource }),
    keras: ({ initial }) => ({ callee: 'LearnedBias', positional: { initial }, definition: kerasSource }),
    onnx: (emit, { inputs, tensor }) => emit.node('Add', [onlyName(inputs), tensor('bias')]),
    tensors: { bias: { pytorch: 'bias', keras: 'bias' } },
  },
}

const pytorchSource = `class LearnedBias(nn.Module):
    """Plus one learned number."""

    def __init__(self, initial):
        super().__init__()
        self.bias = nn.Parameter(torch.tensor(float(initial)))

    def forward(self, x):
        return x + self.bias`

const kerasSource = `class LearnedBias(layers.Layer):
    """Plus one learned number."""

    def __init__(self, initial, **options):
        super().__init__(**options)
        self.initial = initial

    def build(self, shape):
        self.bias = self.add_weight(name="bias", shape=(), initializer=keras.initializers.Constant(self.initial))

    def call(self, x):
        return x + ops.cast(self.bias, x.dtype)

    def get_config(self):
        return {**super().get_config(), "initial": self.initial}`
