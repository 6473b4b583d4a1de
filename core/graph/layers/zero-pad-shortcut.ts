import { onlyEager } from '../eager-layer.ts'
import { like, only, typeOf } from '../graph-layer.ts'
import type { LayerRule } from '../layer-rule.ts'
import { passesOver } from '../layer-work.ts'
import { mapShape, windowed } from '../map-shape.ts'
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
  backwardReads: [],
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
}

function extraChannels({ width }: ZeroPadShortcutConfig, channels: number): { before: number; after: number } {
  const before = Math.floor((width - channels) / 2)
  return { before, after: width - channels - before }
}
