/** What a sweep draws from: a choice of some values, or a range of numbers. Ranges are walked on a line from 0 to 1, so that all are alike to what draws. */
import { z } from 'zod'
import type { Value } from '../plan/part-of.ts'

const mostValues = 100

/** As a file has it. `points`: values that a grid takes of a range, its ends among them. */
export const rangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('choice'),
    values: z
      .array(z.union([z.number(), z.string().min(1).max(200)]))
      .min(1)
      .max(mostValues),
  }),
  z.strictObject({
    kind: z.literal('number'),
    from: z.number(),
    to: z.number(),
    /** Drawn evenly in the logarithm. */
    log: z.boolean().default(false),
    points: z.number().int().min(2).max(mostValues).default(3),
  }),
])

export type Range = z.infer<typeof rangeSchema>
export type NumberRange = Extract<Range, { kind: 'number' }>

/** A range as one draws from it. `whole`: only whole numbers are of it. */
export type Axis = Extract<Range, { kind: 'choice' }> | (NumberRange & { readonly whole: boolean })

/** Figures that a drawn number has: so many are typed again without loss. */
const figures = 4

/** What the line from 0 to 1 stands for: whole numbers have as much of it each, the first and last too. */
export function bounds(axis: Extract<Axis, { kind: 'number' }>): { readonly low: number; readonly high: number } {
  const half = axis.whole ? 0.5 : 0
  return { low: scaled(axis, axis.from - half), high: scaled(axis, axis.to + half) }
}

/** A number as it is drawn: its logarithm where that is even. */
export const scaled = ({ log }: Pick<NumberRange, 'log'>, value: number): number => (log ? Math.log(value) : value)

/** Back from there: within the range, whole where it is, else of four figures. */
export function unscaled(axis: Extract<Axis, { kind: 'number' }>, at: number): number {
  const value = axis.log ? Math.exp(at) : at
  const near = axis.whole ? Math.round(value) : Number(value.toPrecision(figures))
  return Math.min(axis.to, Math.max(axis.from, near))
}

/** The value at a place of the line, 0 ≤ `unit` ≤ 1. */
export function valueAt(axis: Axis, unit: number): Value {
  if (axis.kind === 'choice') {
    const index = Math.min(axis.values.length - 1, Math.floor(unit * axis.values.length))
    return axis.values[index] ?? ''
  }
  const { low, high } = bounds(axis)
  return unscaled(axis, low + unit * (high - low))
}

/** Where a value stands on the line: the middle of what stands for it. Null for none of the axis. */
export function unitOf(axis: Axis, value: Value | undefined): number | null {
  if (axis.kind === 'choice') {
    const index = value === undefined ? -1 : axis.values.indexOf(value)
    return index < 0 ? null : (index + 0.5) / axis.values.length
  }
  if (typeof value !== 'number') return null
  const { low, high } = bounds(axis)
  if (high === low) return 0.5
  const unit = (scaled(axis, value) - low) / (high - low)
  return unit >= -1e-9 && unit <= 1 + 1e-9 ? Math.min(1, Math.max(0, unit)) : null
}

/** The values that a grid takes, each once: all of a choice, evenly spread ones of a range. */
export function gridValues(axis: Axis): Value[] {
  if (axis.kind === 'choice') return [...new Set(axis.values)]
  const { from, to, points } = axis
  const ends = [scaled(axis, from), scaled(axis, to)] as const
  const spread = Array.from({ length: points }, (_, index) =>
    unscaled(axis, ends[0] + ((ends[1] - ends[0]) * index) / (points - 1)),
  )
  return [...new Set(spread)]
}
