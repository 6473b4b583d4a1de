/** What a step means whose numbers are not finite: left out, or the end of the run; and how that is said. */
import type { FirstBad } from '../tensorflow/program.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { rateText } from '../recipe/rate-text.ts'

/** The run ends: what happened, why, what to do next. */
export interface Divergence {
  readonly kind: 'diverged'
  readonly step: number
  readonly reason: string
  readonly remedy: string
}

/** So many steps left out in a row change nothing any more: the next ones would be left out too. */
export const mostSkipped = 100

/** With float16 the scaled gradients overflow now and then: that is how the scale finds its bound, and no fault of the network. */
export function isOrdinary({ precision }: Pick<Recipe, 'precision'>, loss: number): boolean {
  return precision === 'float16' && Number.isFinite(loss)
}

export interface BadStep {
  /** Counted from 1. */
  readonly step: number
  readonly loss: number
  readonly rate: number
  readonly first: FirstBad | null
  /** Steps left out in a row, with this one. */
  readonly inRow: number
}

export function divergence({ step, rate, loss, first, inRow }: BadStep): Divergence {
  const often = inRow > mostSkipped ? ` It was the ${inRow}th step in a row that had to be left out.` : ''
  return {
    kind: 'diverged',
    step,
    reason: `${whatText(loss)} at step ${step}, with learning rate ${rateText(rate)}${firstText(first)}.${often}`,
    remedy: smallerRate(rate),
  }
}

/** A step whose loss was finite has driven the state itself out of what float32 holds: every later one starts from that, so it cannot be left out. */
export function lostState(step: number, rate: number, tensor: string): Divergence {
  return {
    kind: 'diverged',
    step,
    reason: `What was trained is not finite any more at step ${step}, with learning rate ${rateText(rate)}: ${tensor} is not.`,
    remedy: smallerRate(rate),
  }
}

export function skippedText({ step, loss, first }: Pick<BadStep, 'step' | 'loss' | 'first'>): string {
  return `Left out step ${step}. ${whatText(loss)}${firstText(first)}.`
}

function smallerRate(rate: number): string {
  if (rate === 0)
    return 'A step at a learning rate of 0 changes no weight, so such numbers were there before it: try the design on a batch, and look at its initialization and batch normalization.'
  return `Train again with a smaller learning rate, such as ${rateText(rate / 10)}; deep nets may need it for the first steps only.`
}

function whatText(loss: number): string {
  if (Number.isFinite(loss)) return 'The gradients became not finite'
  return `The training loss became ${Number.isNaN(loss) ? 'not a number (NaN)' : 'infinite'}`
}

function firstText(first: FirstBad | null): string {
  if (first === null) return ''
  return `; the first numbers that are not finite are in the ${first.where} of ${first.layer}`
}
