/** Whether a network is as sure as it is right (Guo et al. 2017, sections 2 and 4). */
import { predictedClasses, probabilities, type Scored } from './scored.ts'

/** Images whose confidence, the probability of the predicted class, lies in one of equal parts of 0 to 1. */
export interface CalibrationBin {
  readonly images: number
  /** Means over them; null where there are none. */
  readonly confidence: number | null
  readonly accuracy: number | null
}

export interface Calibration {
  /** From the least confident on. */
  readonly bins: readonly CalibrationBin[]
  /**
   * Expected calibration error: mean over the images in bins of the distance between the accuracy and the confidence of their bin; null where none is in one, for
   * scores that are not finite give no confidence.
   */
  readonly expectedError: number | null
}

export const usualBins = 15

/** A confidence that is the border of two bins counts for the lower one. */
export function calibrationOf(scored: Scored, bins = usualBins): Calibration {
  const { labels, classes } = scored
  const shares = probabilities(scored)
  const sums = Array.from({ length: bins }, () => ({ images: 0, confidence: 0, right: 0 }))
  predictedClasses(scored).forEach((predicted, image) => {
    const confidence = shares[image * classes + predicted] ?? NaN
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]
    if (bin === undefined) return
    bin.images += 1
    bin.confidence += confidence
    bin.right += predicted === labels[image] ? 1 : 0
  })
  const images = sums.reduce((total, bin) => total + bin.images, 0)
  const apart = sums.reduce((total, { confidence, right }) => total + Math.abs(right - confidence), 0)
  return {
    bins: sums.map(({ images: count, confidence, right }) => ({
      images: count,
      confidence: count === 0 ? null : confidence / count,
      accuracy: count === 0 ? null : right / count,
    })),
    expectedError: images === 0 ? null : apart / images,
  }
}
