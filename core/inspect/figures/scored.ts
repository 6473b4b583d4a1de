/** Class scores of images as predictions, and how wrong they are. */

/** Class scores, [images, classes] flat, and the class of each image. */
export interface Scored {
  readonly scores: Float32Array
  readonly labels: Int32Array
  readonly classes: number
}

/** Error as a fraction from 0 to 1, mean cross-entropy in nats. */
export interface ErrorAndLoss {
  readonly error: number
  /** Null where it is not finite: then no score says anything. */
  readonly loss: number | null
}

/** The class with the highest score of each image; of equal ones the first, as TensorFlow's ArgMax. */
export function predictedClasses({ scores, labels, classes }: Scored): Int32Array {
  return Int32Array.from(labels, (_, image) => {
    let best = 0
    for (let at = 1; at < classes; at++) {
      if ((scores[image * classes + at] ?? NaN) > (scores[image * classes + best] ?? NaN)) best = at
    }
    return best
  })
}

/** Images of which it says nothing: among their scores are some that are not finite. They count as taken for the first class, as TensorFlow's ArgMax has it. */
export function unsaidImages({ scores, labels, classes }: Scored): number {
  return labels.filter((_, image) => !scores.subarray(image * classes, (image + 1) * classes).every(Number.isFinite)).length
}

/** Softmax of each image's scores, [images, classes]: in double precision, with the largest taken off first. */
export function probabilities({ scores, labels, classes }: Scored): Float64Array {
  const result = new Float64Array(scores.length)
  labels.forEach((_, image) => {
    const row = scores.subarray(image * classes, (image + 1) * classes)
    const largest = row.reduce((most, score) => Math.max(most, score), -Infinity)
    const powers = Float64Array.from(row, (score) => Math.exp(score - largest))
    const sum = powers.reduce((total, power) => total + power, 0)
    powers.forEach((power, at) => (result[image * classes + at] = power / sum))
  })
  return result
}

export function errorAndLoss(scored: Scored): ErrorAndLoss {
  const { scores, labels, classes } = scored
  const predicted = predictedClasses(scored)
  let loss = 0
  let wrong = 0
  labels.forEach((label, image) => {
    const row = scores.subarray(image * classes, (image + 1) * classes)
    const largest = row.reduce((most, score) => Math.max(most, score), -Infinity)
    const sum = row.reduce((total, score) => total + Math.exp(score - largest), 0)
    loss += largest + Math.log(sum) - (row[label] ?? NaN)
    wrong += predicted[image] === label ? 0 : 1
  })
  const mean = loss / labels.length
  return { error: wrong / labels.length, loss: Number.isFinite(mean) ? mean : null }
}
