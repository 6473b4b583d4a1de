/** What a chart shows: panels one above the other that share x and one cursor, each with lines. Values are as drawn (errors in %). */

import type { HeatScale } from './heat-scale.ts'
import type { Marker } from './run-colour.ts'

/** Numbers by index; what is not finite is drawn as a break. */
export type Values = ArrayLike<number>

export interface Line {
  readonly id: string
  /** Whose and what it is, in a table of what is drawn: "resnet-20, test"; and how it was made: "each evaluation". */
  readonly name: string
  readonly how: string
  readonly x: Values
  readonly y: Values
  /** What is said of it in figures, where that is not what is drawn: a smoothed line is for the eye. */
  readonly said?: Values
  /** Colour as a CSS variable: `--run-6`. */
  readonly colour: string
  /** Dashes beyond the eighth run, in px on and off. */
  readonly dash: readonly number[] | null
  /** Repeated along the line, where colour and dashes do not tell it from all others. */
  readonly marker: Marker | null
  /** Training is thin (1.1 px), test bold (2.1 px), the learning rate between (1.5 px). */
  readonly weight: 'thin' | 'bold' | 'rate'
  /** Has its value since the point before: the rate of a step held from the end of the one before it. */
  readonly stepped?: boolean
  /** Where it has values that are not finite, and what they are: NaN or an infinity. */
  readonly odd: readonly { readonly x: number; readonly value: number }[]
  /** Where it is broken, because nothing was at work. */
  readonly gaps?: readonly Range[]
  /** Raw range of each bucket, drawn under all lines. */
  readonly band?: { readonly low: Values; readonly high: Values }
  /** Word before its value at the cursor ("train"); null keeps it out of the title. */
  readonly short: string | null
  /** Name at its end. */
  readonly endLabel: string | null
  /** Where it ended for good although it should have gone on. */
  readonly broken?: { readonly x: number; readonly text: string }
}

/** A point worth naming: the best test error. */
export interface Point {
  readonly x: number
  readonly y: number
  readonly colour: string
  readonly text: string
}

/** One quantity over x, a row a layer. */
export interface Heat {
  /** x at the edges of its columns, one more than there are. */
  readonly edges: Values
  /** Names of its rows, first at the top. */
  readonly of: readonly string[]
  /** [columns, rows], column by column; NaN where it was not finite. */
  readonly values: Float32Array
  readonly scale: HeatScale
}

export interface Panel {
  readonly id: string
  readonly title: string
  /** Unit and legend in words: "%, training thin, test bold". */
  readonly unit: string
  /** Share of the height. */
  readonly weight: number
  readonly log: boolean
  readonly lines: readonly Line[]
  /** What stands in the place of lines: one quantity of many layers. */
  readonly heat?: Heat
  readonly points: readonly Point[]
  /** What is planned for later, dashed on the ground of what has not happened. */
  readonly planned?: { readonly x: Values; readonly y: Values }
  /** Range of y where the lines give none. */
  readonly fallback: { readonly min: number; readonly max: number }
  readonly formatTick: (value: number) => string
  /** A value at the cursor, without its unit. */
  readonly formatValue: (value: number) => string
  /** Unit after the values at the cursor. */
  readonly valueUnit: string
}

/**
 * Something that happened at a step, through all panels: the rate fell, training went on or was changed, it ended or was paused; a checkpoint,
 * of which there are many, at the axis alone.
 */
export interface Mark {
  readonly x: number
  readonly kind: 'drop' | 'start' | 'end' | 'checkpoint'
  readonly text: string
  readonly planned: boolean
}

export interface Range {
  readonly from: number
  readonly to: number
}

/** Places in a line of values that are not finite, as the lab gives them in the ends of buckets. */
export function oddIn(x: Values, low: Values): { x: number; value: number }[] {
  const found: { x: number; value: number }[] = []
  for (let index = 0; index < x.length; index++) {
    const value = low[index] ?? Number.NaN
    if (!Number.isFinite(value)) found.push({ x: x[index] ?? Number.NaN, value })
  }
  return found
}

/** Index of the last x at or before the one asked for, or −1. */
export function indexAt(x: Values, at: number): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The value last known at the cursor as it is said, its end when there is no cursor; null before the first. */
export function valueAt({ x, y, said = y }: Pick<Line, 'x' | 'y' | 'said'>, cursor: number | null): number | null {
  return said[cursor === null ? x.length - 1 : indexAt(x, cursor)] ?? null
}

/** Values of a heat map's rows at the cursor, at its end when there is none; empty before the first. */
export function heatAt({ edges, of, values }: Heat, cursor: number | null): Float32Array {
  const columns = values.length / Math.max(1, of.length)
  const column = cursor === null ? columns - 1 : Math.min(columns - 1, indexAt(edges, cursor))
  return values.subarray(Math.max(0, column) * of.length, (column + 1) * of.length)
}

/** Values at the cursor, as they stand after a panel's title: "train 9.88, test 19.20 %". */
export function readout(panel: Panel, cursor: number | null): string {
  if (panel.heat) {
    const [first, last] = [heatAt(panel.heat, cursor).at(0), heatAt(panel.heat, cursor).at(-1)]
    return first === undefined || last === undefined ? '' : `first ${panel.formatValue(first)}, last ${panel.formatValue(last)}`
  }
  const values = panel.lines.flatMap((line) => {
    const value = line.short === null ? null : valueAt(line, cursor)
    return value === null ? [] : [`${line.short} ${panel.formatValue(value)}`.trim()]
  })
  return values.length === 0 ? '' : values.join(', ') + (panel.valueUnit === '' ? '' : ` ${panel.valueUnit}`)
}
