/** Labels that are likely wrong: confident learning (Northcutt, Jiang & Chuang 2021, sections 3.1 and 3.3). */
import { probabilities, type Scored } from './scored.ts'

export interface LabelIssue {
  /** Position among the images. */
  readonly at: number
  readonly label: number
  /** What it more likely is. */
  readonly likely: number
  /** Probability of the label, and of what it more likely is. */
  readonly given: number
  readonly confidence: number
}

/**
 * A class is confident of an image where it gives it at least the mean probability that it gives the images of its own label. An image that another class than
 * its label's is confident of, the most probable such one, counts as likely wrong; the largest difference of the two probabilities first (the paper's
 * normalized margin).
 */
export function labelIssues(scored: Scored): LabelIssue[] {
  const { labels, classes } = scored
  const shares = probabilities(scored)
  const at = (image: number, of: number): number => shares[image * classes + of] ?? 0
  const sums = Array.from({ length: classes }, () => ({ images: 0, probability: 0 }))
  labels.forEach((label, image) => {
    const sum = sums[label]
    // Scores that are not finite say nothing of their class.
    if (sum === undefined || !Number.isFinite(at(image, label))) return
    sum.images += 1
    sum.probability += at(image, label)
  })
  const thresholds = sums.map(({ images, probability }) => (images === 0 ? Infinity : probability / images))
  return [...labels]
    .flatMap((label, image): LabelIssue[] => {
      let likely = -1
      for (let of = 0; of < classes; of += 1) {
        const isConfident = at(image, of) >= (thresholds[of] ?? Infinity)
        if (isConfident && (likely < 0 || at(image, of) > at(image, likely))) likely = of
      }
      if (likely < 0 || likely === label) return []
      return [{ at: image, label, likely, given: at(image, label), confidence: at(image, likely) }]
    })
    .sort((one, other) => one.given - one.confidence - (other.given - other.confidence) || one.at - other.at)
}
