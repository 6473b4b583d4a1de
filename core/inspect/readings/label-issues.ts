/** Labels that are likely wrong: read from kept predictions. */
import { labelIssues } from '../figures/confident-labels.ts'
import type { KeptScores } from './kept-scores.ts'

export interface LikelyWrongLabel {
  /** Place in the split. */
  readonly image: number
  readonly label: number
  readonly likely: number
  /** Probabilities of both. */
  readonly given: number
  readonly confidence: number
}

export interface LikelyWrongLabels {
  readonly images: number
  readonly classes: readonly string[]
  /** How many there are in all. */
  readonly count: number
  /** The clearest first. */
  readonly labels: readonly LikelyWrongLabel[]
}

export function readLabelIssues(scored: KeptScores, most: number): LikelyWrongLabels {
  const all = labelIssues(scored)
  return {
    images: scored.images.length,
    classes: scored.classNames,
    count: all.length,
    labels: all.slice(0, most).map(({ at, ...issue }) => ({ image: scored.images[at] ?? -1, ...issue })),
  }
}
