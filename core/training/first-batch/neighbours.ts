/**
 * Whether gradients shatter (Balduzzi et al. 2017): how alike the gradients of a class score by the image are at images that lie near each other.
 * Their correlation is R(x, x') = E[∇·∇'] ÷ √(E[∇²] E[∇'²]) over the weights, looked at by the distance of x and x' on a line of inputs
 * (figure 3). An image has many numbers, whose gradients are drawn alike: their sum stands for the mean over weights, so that R is the cosine of two
 * gradients.
 */
import { neighbourDistances } from '../../graph/first-batch.ts'

/** Images that lines begin at, each leading to the next of the batch. */
const lines = 4
const perLine = 1 + neighbourDistances.length
export const neighbourImages = lines * perLine

/** [neighbourImages, numbers] of at least two images [images, numbers]: each line's beginning, then what lies so far from it. */
export function imagesOnLines(images: Float32Array, numbers: number): Float32Array {
  const count = images.length / numbers
  const at = (image: number): Float32Array => images.subarray((image % count) * numbers, ((image % count) + 1) * numbers)
  const all = new Float32Array(neighbourImages * numbers)
  for (let line = 0; line < lines; line++) {
    const [from, to] = [at(line), at(line + 1)]
    ;[0, ...neighbourDistances].forEach((share, point) => {
      const place = (line * perLine + point) * numbers
      from.forEach((value, index) => (all[place + index] = value + share * ((to[index] ?? 0) - value)))
    })
  }
  return all
}

/**
 * Mean over lines of the correlation with the gradient at the line's beginning, for each of `neighbourDistances`; NaN where no gradient comes back.
 * `gradients` is [neighbourImages, numbers], each the gradient of its image's score times its sign.
 */
export function correlationsByDistance(gradients: Float32Array, signs: readonly number[]): number[] {
  const numbers = gradients.length / neighbourImages
  const at = (place: number): Float32Array => gradients.subarray(place * numbers, (place + 1) * numbers)
  return neighbourDistances.map((_, index) => {
    let sum = 0
    for (let line = 0; line < lines; line++) {
      const [first, other] = [line * perLine, line * perLine + index + 1]
      sum += (signs[first] ?? 1) * (signs[other] ?? 1) * cosine(at(first), at(other))
    }
    return sum / lines
  })
}

/** NaN where one of them is 0. */
function cosine(one: Float32Array, other: Float32Array): number {
  let [product, ofOne, ofOther] = [0, 0, 0]
  for (let index = 0; index < one.length; index++) {
    const [a, b] = [one[index] ?? 0, other[index] ?? 0]
    product += a * b
    ofOne += a * a
    ofOther += b * b
  }
  return product / Math.sqrt(ofOne * ofOther)
}
