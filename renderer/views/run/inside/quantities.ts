/** The measured quantities as a person meets them. */
import { isResidual } from '../../../../core/architecture/blocks.ts'
import type { TrainedRun } from '../../../../core/store/run.ts'
import type { TelemetryQuantity } from '../../../../core/graph/telemetry.ts'

export interface QuantityWords {
  readonly title: string
  /** What it is, after the title. */
  readonly about: string
  /** Whether its values are told apart by their ratios, over many decades. */
  readonly log: boolean
  /** What a row is: a layer with weights, or a residual block. */
  readonly of: 'layer' | 'block'
}

export const quantityWords: Record<TelemetryQuantity, QuantityWords> = {
  gradientNorm: { title: 'Gradient norm', about: 'of the loss by the weights', log: true, of: 'layer' },
  weightNorm: { title: 'Weight norm', about: 'before the step', log: false, of: 'layer' },
  updateRatio: { title: 'Update ratio', about: "the step's change ÷ the weights", log: true, of: 'layer' },
  responseStd: {
    title: 'Response std',
    about: 'std after BN, before ReLU and addition, as in He et al. 2016, figure 7',
    log: false,
    of: 'layer',
  },
  branchShare: { title: 'Branch share', about: '‖F(x)‖ ÷ ‖x‖ of each block', log: false, of: 'block' },
  branchGradient: { title: 'Gradient through the branch', about: 'back to x through F', log: true, of: 'block' },
  shortcutGradient: { title: 'Gradient through the shortcut', about: 'back to x', log: true, of: 'block' },
}

/** Quantities of blocks need residual blocks. */
export function offered({ record }: TrainedRun): TelemetryQuantity[] {
  const isPlain = !record.architecture.stages.some(isResidual)
  const all = Object.keys(quantityWords) as TelemetryQuantity[]
  return all.filter((quantity) => !isPlain || quantityWords[quantity].of === 'layer')
}

/** A measured value: `0.01234`, `1.23e−5`. */
export function formatMeasured(value: number): string {
  if (Number.isNaN(value)) return 'not a number'
  if (!Number.isFinite(value)) return 'infinite'
  const size = Math.abs(value)
  const text = size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(4)))
  return text.replace('e+', 'e').replaceAll('-', '−')
}
