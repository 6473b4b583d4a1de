/** How numbers become text, in one place: exact with commas where it fits, else three or four figures with K, M, G. */
export { bytesText as formatBytes } from '../core/text/bytes-text.ts'
export { durationText as formatDuration } from '../core/text/duration-text.ts'
import { countText, countedText } from '../core/text/count-text.ts'
import { shapeText } from '../core/text/shape-text.ts'

export { countText as formatCount, countedText as formatCounted, shapeText as formatShape }

const commas = new Intl.NumberFormat('en-US')

const minus = (text: string): string => text.replace('-', '−')

const thousands: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'K'],
]

/** `16.18 M`: scaled to T, G, M or K with `digits` decimals; below a thousand as it is. */
export function formatScaled(value: number, digits = 2): string {
  for (const [size, letter] of thousands) {
    if (Math.abs(value) >= size * 0.9995) return minus((value / size).toFixed(digits)) + ' ' + letter
  }
  return minus(commas.format(value))
}

/** For lists: `270 K`, `21.8 M`. */
export function formatScaledShort(value: number): string {
  return formatScaled(value, value < 999_500 ? 0 : 1)
}

/** `14²×256` where the full shape is too long for its column. */
export function formatShapeShort(shape: readonly number[]): string {
  const [height, width, channels] = shape
  return height === width && height !== undefined && channels !== undefined ? `${height}²×${channels}` : shapeText(shape)
}

/** `42.2 %` from a fraction. */
export function formatPercent(fraction: number, digits = 1): string {
  return minus((fraction * 100).toFixed(digits)) + ' %'
}

/** An error from 0 to 1 as it stands in tables: `8.75 %`. */
export function formatError(fraction: number): string {
  return formatPercent(fraction, 2)
}

/** An error from 0 to 1 for a column whose caption carries the unit: `8.75`. */
export function formatErrorNumber(fraction: number): string {
  return minus((fraction * 100).toFixed(2))
}

/** A loss in nats: `2.303`, four figures at most. */
export function formatLoss(loss: number): string {
  if (!Number.isFinite(loss)) return Number.isNaN(loss) ? 'not a number' : 'infinite'
  if (Math.abs(loss) >= 1e6) return minus(loss.toExponential(2).replace('e+', 'e'))
  return minus(loss >= 100 ? loss.toFixed(1) : loss.toFixed(3))
}

/** A learning rate: `0.1`, `0.001`, `1e-5`. */
export function formatRate(rate: number): string {
  const rounded = Number(rate.toPrecision(3))
  return rounded !== 0 && rounded < 0.001 ? rounded.toExponential() : String(rounded)
}

/** `189 ms`, `1.34 s`: the time of one step. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 10) return milliseconds.toFixed(1) + ' ms'
  return milliseconds < 1000 ? Math.round(milliseconds) + ' ms' : (milliseconds / 1000).toFixed(2) + ' s'
}

/** `14:02` */
export function formatTime(time: number): string {
  const date = new Date(time)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

/** `14:02:09` */
export function formatTimeWithSeconds(time: number): string {
  return `${formatTime(time)}:${String(new Date(time).getSeconds()).padStart(2, '0')}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `14:02` for the day of `now`, `14 Nov` within its year, else `14 Nov 2025`. */
export function formatDate(time: number, now: number): string {
  const date = new Date(time)
  const today = new Date(now)
  if (date.toDateString() === today.toDateString()) return formatTime(time)
  const day = `${date.getDate()} ${months[date.getMonth()]}`
  return date.getFullYear() === today.getFullYear() ? day : `${day} ${date.getFullYear()}`
}
