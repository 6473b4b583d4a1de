/** What figures of a study are drawn of. Errors are fractions from 0 to 1. */
import type { Architecture } from '../../architecture/architecture.ts'
import type { Ink } from '../../drawing/figure.ts'
import { runStroke } from '../../drawing/paper-colours.ts'
import type { Measured } from '../measured.ts'

/** A run that counts. */
export interface DrawnRun {
  readonly id: string
  readonly seed: number
  readonly training: number | null
  readonly test: number | null
  readonly trainedMs: number | null
}

export interface DrawnVariant {
  readonly name: string
  /** Variants of one are one panel. */
  readonly group: string
  readonly architecture: Architecture
  readonly published: number | null
  /** Place among the variants, from 1: its colour and dashes. */
  readonly slot: number
  readonly runs: readonly DrawnRun[]
  /** Of each seed the step at which it came to the study's error, null where it never did in its `of` steps; and the gradient by depth at the first and the last look. */
  readonly measured: Pick<Measured, 'reached' | 'gradients'>
}

export interface DrawnStudy {
  /** With its scale: it stays in the title of every figure. */
  readonly name: string
  readonly variants: readonly DrawnVariant[]
  /** The test error that runs are timed to; null where that is not asked. */
  readonly reach: number | null
  /** Steps at which all variants lower the learning rate, and by what. */
  readonly drops: readonly { readonly step: number; readonly divisor: number }[]
}

/** The mean over a variant's seeds at each step, with a band of one standard deviation; NaN breaks it. Errors are fractions. */
export interface DrawnCurve {
  readonly variant: string
  readonly split: 'training' | 'test'
  readonly steps: ArrayLike<number>
  readonly mean: ArrayLike<number>
  readonly low: ArrayLike<number>
  readonly high: ArrayLike<number>
  readonly n: ArrayLike<number>
}

/** Groups in the order of their first variants. */
export function groupsOf(
  variants: readonly DrawnVariant[],
): { readonly name: string; readonly variants: readonly DrawnVariant[] }[] {
  return [...new Set(variants.map(({ group }) => group))].map((name) => ({
    name,
    variants: variants.filter(({ group }) => group === name),
  }))
}

export function strokeOf({ slot }: Pick<DrawnVariant, 'slot'>): { readonly colour: Ink; readonly dash: string } {
  return { colour: `run-${((slot - 1) % 8) + 1}`, dash: runStroke(slot).dash }
}

export const testErrorsOf = ({ runs }: DrawnVariant): number[] => finite(runs.map(({ test }) => test))
export const trainingErrorsOf = ({ runs }: DrawnVariant): number[] => finite(runs.map(({ training }) => training))

function finite(values: readonly (number | null)[]): number[] {
  return values.filter((value): value is number => value !== null && Number.isFinite(value))
}

/** `8.75`: an error in percent, for an axis or a column that says so. */
export function percent(error: number): string {
  return (100 * error).toFixed(2)
}
