/** Which classes are taken for which. */
import { predictedClasses, type Scored } from './scored.ts'

export interface Confusion {
  /** [label, predicted], row by row: how many images of a class were taken for each. */
  readonly counts: Int32Array
  /** Of the images taken for a class the share that are of it; null where none was taken for it. */
  readonly precision: (number | null)[]
  /** Of the images of a class the share that were taken for it; null where there are none. */
  readonly recall: (number | null)[]
}

export function confusionOf(scored: Scored): Confusion {
  const { labels, classes } = scored
  const counts = new Int32Array(classes * classes)
  predictedClasses(scored).forEach((predicted, image) => {
    const cell = (labels[image] ?? 0) * classes + predicted
    counts[cell] = (counts[cell] ?? 0) + 1
  })
  const all = Array.from({ length: classes }, (_, at) => at)
  const at = (label: number, predicted: number): number => counts[label * classes + predicted] ?? 0
  const shareOf = (of: number, right: number): number | null => (of === 0 ? null : right / of)
  return {
    counts,
    precision: all.map((predicted) => shareOf(sum(all.map((label) => at(label, predicted))), at(predicted, predicted))),
    recall: all.map((label) => shareOf(sum(all.map((predicted) => at(label, predicted))), at(label, label))),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
