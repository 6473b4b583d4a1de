/** Axes of figures: rules, ticks and titles in px. */
import { line, text, textRoom, type Shape } from '../../drawing/figure.ts'
import { toPixel, type Scale } from '../../drawing/scale.ts'
import type { Box } from '../../drawing/clip.ts'
import { countText } from '../../text/count-text.ts'

/** `0`, `400`, `8k`, `1.5M`: counts on an axis up to `largest`. */
export function countTick(value: number, largest: number): string {
  if (value !== 0 && largest >= 2e9) return `${Number((value / 1e9).toPrecision(4))}G`
  if (value !== 0 && largest >= 2e6) return `${Number((value / 1e6).toPrecision(4))}M`
  if (value !== 0 && largest >= 1e4) return `${Number((value / 1e3).toPrecision(5))}k`
  return Number.isInteger(value) ? countText(value) : String(value)
}

/** Rules across the box; ticks at its left, unless a neighbour has them. */
export function yAxis(scale: Scale, box: Box, tick: ((value: number) => string) | null): Shape[] {
  return scale.ticks.flatMap((value): Shape[] => {
    const y = half(toPixel(scale, value, box.bottom, box.top))
    const rule = line(`M${box.left} ${y}H${box.right}`, value === scale.min ? 'axis' : 'line')
    return tick === null ? [rule] : [rule, text(box.left - 8, y + 3.5, tick(value), { anchor: 'end' })]
  })
}

export function xAxis(scale: Scale, box: Box, tick: (value: number) => string, title: string): Shape[] {
  const ticks = scale.ticks.flatMap((value): Shape[] => {
    const x = half(toPixel(scale, value, box.left, box.right))
    return [line(`M${x} ${half(box.bottom)}v4`, 'axis'), text(x, box.bottom + 17, tick(value), { anchor: 'middle' })]
  })
  const axis = line(`M${box.left} ${half(box.bottom)}H${box.right}`, 'axis')
  return title === ''
    ? [axis, ...ticks]
    : [axis, ...ticks, text(box.right, box.bottom + 32, title, { anchor: 'end', fill: 'ink-3' })]
}

/** How much wider bold letters are, in the widest of the fonts. */
const boldness = 1.12

/** What a panel shows, bold, and after it the unit. */
export function panelTitle(x: number, y: number, name: string, unit: string): Shape[] {
  return [
    text(x, y, name, { size: 12, weight: 600, fill: 'ink' }),
    text(x + textRoom(name, 12) * boldness + 8, y, unit, { fill: 'ink-3' }),
  ]
}

/** Sharp where it is one px wide. */
const half = (value: number): number => Math.round(value) + 0.5
