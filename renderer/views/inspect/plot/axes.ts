/** Axes that several figures have. */
import { formatCount, formatPercent } from '../../../format.ts'
import { formatAxisValue } from '../../../components/charts/ticks.ts'
import { formatMeasured } from '../../run/inside/quantities.ts'
import type { Axis } from './series.ts'

/** Fractions, told in percent. */
export const errorAxis: Axis = { title: 'error', text: (value) => formatPercent(value, 1) }
export const shareAxis = (title: string): Axis => ({ title, text: (value) => formatPercent(value, 0) })
export const depthAxis: Axis = { title: 'depth in layers', text: formatCount }
export const countAxis = (title: string): Axis => ({ title, text: formatCount })
export const plainAxis = (title: string): Axis => ({ title, text: formatAxisValue })
export const measuredAxis = (title: string): Axis => ({ title, text: formatMeasured })
