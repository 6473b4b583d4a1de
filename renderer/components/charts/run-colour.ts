/** A run's colour slot as a colour and dashes: eight colours, then dashes 6 3, then dashes 2 3. */

export interface RunStroke {
  /** CSS variable: `--run-1` … `--run-8`. */
  readonly colour: string
  readonly dash: readonly number[] | null
}

const dashes: readonly (readonly number[] | null)[] = [null, [6, 3], [2, 3]]

/** The stroke of a slot, counted from 1. */
export function runStroke(slot: number): RunStroke {
  const index = Math.max(0, Math.round(slot) - 1)
  return { colour: `--run-${(index % 8) + 1}`, dash: dashes[Math.floor(index / 8) % dashes.length] ?? null }
}
