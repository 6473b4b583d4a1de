/** What a network gets wrong: read from its kept predictions, not measured anew. */
import { calibrationOf, type Calibration } from '../figures/calibration.ts'
import { confusionOf, type Confusion } from '../figures/confusion.ts'
import { errorAndLoss, predictedClasses, probabilities, unsaidImages, type ErrorAndLoss } from '../figures/scored.ts'
import { finite } from '../analyses/figure.ts'
import type { KeptScores } from './kept-scores.ts'

/** An image that was taken for another class. */
export interface WrongImage {
  /** Position in the split. */
  readonly image: number
  readonly label: number
  readonly predicted: number
  /** Probability of the class it was taken for; null where its scores are not finite. */
  readonly confidence: number | null
}

export interface Errors extends ErrorAndLoss {
  readonly images: number
  /** Of how many of them it says nothing: their scores are not finite. */
  readonly unsaid: number
  readonly classes: readonly string[]
  readonly confusion: Confusion
  readonly calibration: Calibration
  /** The most confidently wrong first. */
  readonly wrong: readonly WrongImage[]
}

/** `most`: how many of the wrong images; `cell`: only those of a class that were taken for another. */
export function readErrors(
  scored: KeptScores,
  most: number,
  cell: { readonly label: number; readonly predicted: number } | null,
): Errors {
  const { labels, images, classes, classNames } = scored
  const shares = probabilities(scored)
  const wrong = [...predictedClasses(scored)]
    .map((predicted, at): WrongImage & { at: number } => ({
      at,
      image: images[at] ?? -1,
      label: labels[at] ?? -1,
      predicted,
      confidence: finite(shares[at * classes + predicted] ?? NaN),
    }))
    .filter(({ label, predicted }) =>
      cell === null ? label !== predicted : label === cell.label && predicted === cell.predicted,
    )
    .sort((one, other) => (other.confidence ?? -1) - (one.confidence ?? -1) || one.image - other.image)
  return {
    ...errorAndLoss(scored),
    images: images.length,
    unsaid: unsaidImages(scored),
    classes: classNames,
    confusion: confusionOf(scored),
    calibration: calibrationOf(scored),
    wrong: wrong.slice(0, most).map(({ image, label, predicted, confidence }) => ({ image, label, predicted, confidence })),
  }
}
