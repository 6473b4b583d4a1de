import type { LayerRule } from '../layer-rule.ts'
import { mapShape, windowed } from '../map-shape.ts'

export interface ZeroPadShortcutConfig {
  /** Output channels, at least the input's; the difference is zeros, half before and half after. */
  readonly width: number
  /** Every stride-th pixel is kept. */
  readonly stride: number
}

/** Shortcut option A (He et al. 2016, section 3.3): identity with extra zero channels, without parameters. */
export const zeroPadShortcut: LayerRule<ZeroPadShortcutConfig> = {
  label: () => 'zero padding',
  outputShape({ width, stride }, inputs) {
    const [rows, columns, channels] = mapShape(inputs)
    if (width < channels) throw new RangeError(`Zero padding cannot narrow ${channels} to ${width} channels.`)
    return [windowed(rows, 1, stride, 0), windowed(columns, 1, stride, 0), width]
  },
  parameters: () => [],
  statistics: () => [],
  macs: () => 0,
  window: ({ stride }) => ({ kernel: 1, stride }),
}
