import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape, windowed } from '../map-shape.ts'
import { onlyName } from '../spelling.ts'
import { subsample, subsampleGradient } from './subsample.ts'

export interface ZeroPadShortcutConfig {
  /** Output channels, at least the input's; the difference is zeros, half before and half after. */
  readonly width: number
  /** Every stride-th pixel is kept. */
  readonly stride: number
}

/** Shortcut option A (He et al. 2016, section 3.3): identity with extra zero channels, without parameters. */
export const zeroPadShortcut: LayerRule<ZeroPadShortcutConfig> = {
  label: () => 'zero padding',
  picture: 'words',
  outputShape({ width, stride }, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    if (width < channels) throw new RangeError(`Zero padding cannot narrow ${channels} to ${width} channels.`)
    return [windowed(rows, 1, stride, 0), windowed(columns, 1, stride, 0), width]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  work: (config, inputs) => [passesOver(zeroPadShortcut.outputShape(config, inputs), 2, 2)],
  window: ({ stride }) => ({ kernel: 1, stride }),
  backwardReads: () => [],
  graph: {
    forward(emit, { config, inputs }) {
      const image = only(inputs)
      const kept = subsample(emit, image, config.stride)
      const [batch = 0, rows = 0, columns = 0, channels = 0] = kept.shape
      const { before, after } = extraChannels(config, channels)
      const paddings = emit.ints([0, 0, 0, 0, 0, 0, before, after], [4, 2])
      const output = emit.op(
        'Pad',
        [kept, paddings],
        { ...typeOf(image), Tpaddings: { type: 'int32' } },
        {
          type: image.type,
          shape: [batch, rows, columns, config.width],
        },
      )
      return { output, saved: [kept] }
    },
    backward(emit, { config, inputs, saved, gradient }) {
      const image = only(inputs)
      const kept = only(saved)
      const { before } = extraChannels(config, image.shape[3] ?? 0)
      const begin = emit.ints([0, 0, 0, before])
      const byKept = emit.op(
        'Slice',
        [gradient, begin, emit.ints(kept.shape)],
        { ...typeOf(image), Index: { type: 'int32' } },
        like(kept),
      )
      return { inputs: [subsampleGradient(emit, image, config.stride, byKept)], parameters: {} }
    },
  },
  eager(tf, { config, inputs }) {
    const image = onlyEager(inputs)
    const { before, after } = extraChannels(config, image.shape[3])
    return tf.pad(tf.avgPool(image, 1, config.stride, 'valid'), [
      [0, 0],
      [0, 0],
      [0, 0],
      [before, after],
    ])
  },
  spelling: {
    pytorch: (config, inputs) => ({
      callee: 'ZeroPadShortcut',
      positional: { ...extraChannels(config, mapShape(inputs)[2]) },
      named: { stride: config.stride },
      definition: pytorchSource,
    }),
    keras: (config, inputs) => ({
      callee: 'zero_pad_shortcut',
      positional: { ...extraChannels(config, mapShape(inputs)[2]) },
      named: { strides: config.stride },
      definition: kerasSource,
      isFunction: true,
    }),
    onnx(emit, { config, inputs, shapes }) {
      const [rows, columns, channels] = mapShape(shapes)
      const { before, after } = extraChannels(config, channels)
      const slice = [emit.ints([0, 0]), emit.ints([rows, columns]), emit.ints([2, 3]), emit.ints([config.stride, config.stride])]
      const kept = emit.node('Slice', [onlyName(inputs), ...slice])
      return emit.node('Pad', [kept, emit.ints([0, before, 0, 0, 0, after, 0, 0])])
    },
  },
}

const pytorchSource = `class ZeroPadShortcut(nn.Module):
    """Every stride-th pixel, with channels of zeros before and after: shortcut option A, without parameters."""

    def __init__(self, before, after, stride):
        super().__init__()
        self.before, self.after, self.stride = before, after, stride

    def forward(self, x):
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.before, self.after))`

const kerasSource = `def zero_pad_shortcut(x, before, after, strides, name=None):
    """Every stride-th pixel, with channels of zeros before and after: shortcut option A, without parameters."""
    x = layers.AveragePooling2D(1, strides=strides, name=name)(x)
    return ops.pad(x, ((0, 0), (0, 0), (0, 0), (before, after)))`

function extraChannels({ width }: ZeroPadShortcutConfig, channels: number): { before: number; after: number } {
  const before = Math.floor((width - channels) / 2)
  return { before, after: width - channels - before }
}
