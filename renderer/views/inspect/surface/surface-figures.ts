/** The loss surface as figures: a line as series of points, a plane as a map beside those of other runs. Pure. */
import { heatScale, type HeatScale } from '../../../components/charts/heat-scale.ts'
import { formatError } from '../../../format.ts'
import { formatMeasured } from '../../run/inside/quantities.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import { csv, type Series } from '../plot/series.ts'
import type { Field } from './surface-map.ts'

export type Quantity = 'loss' | 'error'

/** Of a line, or of the way between two checkpoints. */
export function surfaceSeries(run: Inspected<'surface'>, quantity: Quantity): Series {
  const { positions, rows } = run.kept.result
  const points = positions.map((x, at) => ({ x, y: rows[0]?.[at]?.[quantity] ?? NaN, name: `at ${placeText(x)}` }))
  return seriesOf(run, points, true)
}

export interface NamedField extends Field {
  readonly id: string
  readonly name: string
  readonly colour: string
}

export function fieldOf({ id, name, stroke, kept }: Inspected<'surface'>, quantity: Quantity): NamedField {
  const { positions, rows } = kept.result
  return { id, name, colour: stroke.colour, positions, rows: rows.map((row) => row.map((point) => point[quantity] ?? NaN)) }
}

/** One for all maps. By ratios, where the largest is many times the smallest. Null where nothing can be drawn. */
export function sharedScale(fields: readonly Field[]): HeatScale | null {
  const values = Float32Array.from(fields.flatMap(({ rows }) => rows.flat()))
  const positive = values.filter((value) => Number.isFinite(value) && value > 0)
  const isWide =
    positive.length > 0 &&
    positive.reduce((most, value) => Math.max(most, value), 0) >
      manyTimes * positive.reduce((least, value) => Math.min(least, value), Infinity)
  return heatScale(values, isWide && positive.length === values.filter(Number.isFinite).length)
}
const manyTimes = 8

export function fieldsTable(fields: readonly NamedField[], quantity: Quantity): string {
  const rows = fields.flatMap(({ name, positions, rows: all }) =>
    all.flatMap((row, second) =>
      row.map((value, first) => [name, positions[first] ?? '', positions[second] ?? '', Number.isFinite(value) ? value : '']),
    ),
  )
  return csv([['run', 'first direction', 'second direction', quantity === 'loss' ? 'loss, nats' : 'error'], ...rows])
}

export const quantityText = (quantity: Quantity, value: number): string =>
  quantity === 'error' ? formatError(value) : formatMeasured(value)

export const placeText = (position: number): string => String(Number(position.toFixed(3))).replace('-', '−')
