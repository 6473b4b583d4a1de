/** Runs as points of figures: those that have all of them. */
import type { Figure } from '../../../../core/compare/figures.ts'
import { runStroke } from '../../../components/charts/run-colour.ts'
import type { NamedRun } from '../named-run.ts'

export interface FigurePoint {
  readonly id: string
  readonly name: string
  /** CSS variable. */
  readonly colour: string
  /** A run after the eighth has the colour of another: its mark is a ring then. */
  readonly isRing: boolean
  /** One a figure, in their order. */
  readonly values: readonly number[]
}

const colours = 8

/** Positive values alone where `positive` says so of a figure. Runs that lack one are counted. */
export function figurePoints(
  compared: readonly NamedRun[],
  figures: readonly Figure[],
  positive: readonly boolean[] = [],
): { readonly points: FigurePoint[]; readonly without: number } {
  const points = compared.flatMap(({ run, name }): FigurePoint[] => {
    const values = figures.map((figure) => figure.of(run) ?? NaN)
    if (!values.every((value, index) => Number.isFinite(value) && (value > 0 || positive[index] !== true))) return []
    const { id, color } = run.record
    return [{ id, name, colour: runStroke(color).colour, isRing: color > colours, values }]
  })
  return { points, without: compared.length - points.length }
}

/** "12 of 14 runs; 2 have no such figure yet" */
export function pointsNote(points: number, without: number): string {
  if (without === 0) return `n = ${points}`
  return `n = ${points}; ${without === 1 ? '1 run lacks' : `${without} runs lack`} one of these figures`
}
