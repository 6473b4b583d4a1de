/** Axes that several figures have. */
import { formatCount, formatPercent } from '../../../format.ts'
import { formatAxisValue } from '../../../components/charts/ticks.ts'
import { formatMeasured } from '../../run/inside/quantities.ts'
import type { Axis } from './series.ts'

/** Fractions, told in percent. */
export const shareAxis = (what: string, digits = 0): Axis => ({
  title: `${what}, %`,
  text: (value) => formatPercent(value, digits),
  tick: (value) => formatAxisValue(100 * value),
})
export const errorAxis = shareAxis('error', 2)

export const countAxis = (title: string): Axis => ({ title, text: formatCount, tick: formatCount, whole: true })
export const depthAxis = countAxis('depth in layers')

export const plainAxis = (title: string): Axis => ({ title, text: formatMeasured, tick: formatAxisValue })
export const logAxis = (title: string): Axis => ({ ...plainAxis(`${title}, logarithmic`), log: true })
