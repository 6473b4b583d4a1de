/** Words of axes. */
import { formatCount } from '../../format.ts'

/** `0`, `400`, `8k`, `1.5M`: steps on an axis whose ticks are `every` apart. */
export function formatStepTick(step: number, largest: number): string {
  if (largest >= 2_000_000 && step !== 0) return `${Number((step / 1e6).toPrecision(4))}M`
  if (largest >= 10_000 && step !== 0) return `${Number((step / 1000).toPrecision(5))}k`
  return Number.isInteger(step) ? formatCount(step) : String(step)
}

/** A value on an axis without needless zeros: `0.003`, `10`, `1,000`, `1e-5`, `5e29`. */
export function formatAxisValue(value: number): string {
  const rounded = Number(value.toPrecision(4))
  if (rounded !== 0 && Math.abs(rounded) < 0.0005) return rounded.toExponential()
  if (Math.abs(rounded) >= 1e6) return rounded.toExponential().replace('e+', 'e')
  return Math.abs(rounded) >= 1000 ? formatCount(rounded) : String(rounded).replace('-', '−')
}
