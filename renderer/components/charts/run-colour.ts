/** A run's colour slot as a colour, dashes and a marker: eight colours; then dashes 6 3, then dashes 2 3, each with a marker of its own. */

export type Marker = 'circle' | 'square' | 'triangle' | 'diamond'

export interface RunStroke {
  /** CSS variable: `--run-1` … `--run-8`. */
  readonly colour: string
  readonly dash: readonly number[] | null
  readonly marker: Marker | null
}

const styles: readonly Omit<RunStroke, 'colour'>[] = [
  { dash: null, marker: null },
  { dash: [6, 3], marker: 'circle' },
  { dash: [2, 3], marker: 'square' },
  { dash: null, marker: 'triangle' },
]
const colours = 8

/** The stroke of a slot, counted from 1. */
export function runStroke(slot: number): RunStroke {
  const index = Math.max(0, Math.round(slot) - 1)
  const { dash, marker } = styles[Math.floor(index / colours) % styles.length] ?? { dash: null, marker: null }
  return { colour: `--run-${(index % colours) + 1}`, dash, marker }
}
