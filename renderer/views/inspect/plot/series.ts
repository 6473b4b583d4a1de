/** Points of several runs over one axis, as plots draw them and tables tell them. Pure. */
import { csvLine } from '../../../../core/text/csv.ts'
import { linearScale, logScale, toPixel, type Scale } from '../../../../core/drawing/scale.ts'
import { spaceLabels, labelDistance } from '../../../../core/drawing/labels.ts'

export interface Point {
  readonly x: number
  readonly y: number
  /** Of its spread; left out where it has none. */
  readonly low?: number
  readonly high?: number
  /** What stands there, without the run and the value: `stage1.block2`. */
  readonly name: string
}

export interface Series {
  readonly key: string
  readonly name: string
  /** CSS variable. */
  readonly colour: string
  /** Drawn as a ring, not as a disc: what its colour says is said by shape too. */
  readonly isRing: boolean
  readonly dash: string | undefined
  /** Whether a line leads through its points. */
  readonly joined: boolean
  readonly points: readonly Point[]
}

/** A line across: the error of the whole network. */
export interface Level {
  readonly key: string
  /** Key of the series that it belongs to. */
  readonly of: string
  readonly name: string
  readonly colour: string
  readonly dash: string | undefined
  readonly y: number
}

export interface Axis {
  /** With the unit of its ticks. */
  readonly title: string
  /** A value on its own, with its unit. */
  text(value: number): string
  tick(value: number): string
  /** Between whole numbers there is nothing. */
  readonly whole?: boolean
  /** Told apart by ratios: what is not above zero is not drawn. Its title says so. */
  readonly log?: boolean
}

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Placed {
  readonly x: Scale
  readonly y: Scale
  /** Px. */
  atX(value: number): number
  atY(value: number): number
}

/** `ends`: both axes always reach these values, as 0 and 1 of shares. */
export function placed(
  series: readonly Series[],
  levels: readonly Level[],
  box: Box,
  along: Pick<Axis, 'whole'>,
  up: Pick<Axis, 'log'>,
  ends: readonly number[] = [],
): Placed {
  const points = series.flatMap((one) => one.points.filter((point) => isDrawn(point, up)))
  const ys = [...points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]), ...levels.map(({ y }) => y), ...ends]
  const x = scaleOf([...points.map(({ x: at }) => at), ...ends], Math.floor((box.right - box.left) / 64))
  const rows = Math.floor((box.bottom - box.top) / 34)
  const y = up.log === true ? logScaleOf(ys, rows) : scaleOf([0, ...ys], rows)
  return {
    x: along.whole === true ? { ...x, ticks: x.ticks.filter(Number.isInteger) } : x,
    y,
    atX: (value) => toPixel(x, value, box.left, box.right),
    atY: (value) => toPixel(y, value, box.bottom, box.top),
  }
}

export function isDrawn({ x, y }: Point, { log }: Pick<Axis, 'log'>): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && (log !== true || y > 0)
}

function scaleOf(values: readonly number[], most: number): Scale {
  const finite = values.filter(Number.isFinite)
  return finite.length === 0 ? linearScale(0, 1, most) : linearScale(Math.min(...finite), Math.max(...finite), most)
}

/** A little beyond the values on both sides. */
function logScaleOf(values: readonly number[], most: number): Scale {
  const positive = values.filter((value) => Number.isFinite(value) && value > 0)
  if (positive.length === 0) return logScale(0.1, 1, most)
  const [low, high] = [Math.min(...positive), Math.max(...positive)]
  const margin = high > low ? (high / low) ** 0.04 : 1.5
  return logScale(low / margin, high * margin, most)
}

/** Where the name of each line stands, beside its last point. */
export function endLabels(
  ends: readonly { readonly key: string; readonly name: string; readonly colour: string; readonly y: number }[],
  { top, bottom }: Box,
): { key: string; name: string; colour: string; from: number; at: number }[] {
  const places = spaceLabels(
    ends.map(({ y }) => y),
    labelDistance,
    top,
    bottom,
  )
  return ends.map(({ key, name, colour, y }, index) => ({ key, name, colour, from: y, at: places[index] ?? y }))
}

/** Comma-separated values of exactly what is drawn. */
export function seriesTable(series: readonly Series[], levels: readonly Level[], x: Axis, y: Axis): string {
  const head = ['series', 'name', x.title, y.title, 'low', 'high']
  const rows = series.flatMap(({ name, points }) =>
    points.map((point) => [name, point.name, point.x, point.y, point.low ?? '', point.high ?? '']),
  )
  const across = levels.map(({ name, y: value }) => [name, '', '', value, '', ''])
  return csv([head, ...rows, ...across])
}

export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map(csvLine).join('')
}
