/** Gradients of neighbours (Balduzzi et al. 2017). Oracle: gradients whose correlation is known. */
import { expect, test } from 'vitest'
import { neighbourDistances } from '../../../core/graph/first-batch.ts'
import { correlationsByDistance, imagesOnLines, neighbourImages } from '../../../core/training/first-batch/neighbours.ts'
import { normalValues } from '../../../core/tensorflow/random-keys.ts'

const perLine = 1 + neighbourDistances.length
const numbers = 2000

test('images lie on the lines from each image of the batch to the next', () => {
  const batch = Float32Array.of(0, 0, 256, -256, 512, 0)
  const images = imagesOnLines(batch, 2)
  expect(images).toHaveLength(2 * neighbourImages)
  expect([...images.subarray(0, 4)]).toEqual([0, 0, 1, -1])
  expect([...images.subarray(2 * perLine, 2 * perLine + 4)]).toEqual([256, -256, 257, -255])
  // The third image's line leads back to the first.
  expect([...images.subarray(4 * perLine, 4 * perLine + 4)]).toEqual([512, 0, 510, 0])
})

/** Gradients of lines that are each alike but for noise of this share, times their signs. */
function gradients(signs: readonly number[], noise: (point: number) => number): Float32Array {
  const all = new Float32Array(neighbourImages * numbers)
  for (let place = 0; place < neighbourImages; place++) {
    const own = normalValues(1000 + place, numbers, 1)
    const common = normalValues(Math.floor(place / perLine), numbers, 1)
    const share = noise(place % perLine)
    own.forEach((value, index) => {
      all[place * numbers + index] =
        (signs[place] ?? 1) * (Math.sqrt(1 - share) * (common[index] ?? 0) + Math.sqrt(share) * value)
    })
  }
  return all
}
const signs = Array.from({ length: neighbourImages }, (_, place) => (place % 3 === 0 ? -1 : 1))

test('equal gradients correlate by 1 whatever their signs, white noise by 0, and a mixture by its share', () => {
  expect(
    correlationsByDistance(
      gradients(signs, () => 0),
      signs,
    ),
  ).toEqual(neighbourDistances.map(() => expect.closeTo(1, 5) as number))
  for (const value of correlationsByDistance(
    gradients(signs, () => 1),
    signs,
  ))
    expect(Math.abs(value)).toBeLessThan(0.05)
  // √(1 − share) of what is common, where the beginning of the line has all of it.
  const mixed = correlationsByDistance(
    gradients(signs, (point) => (point === 0 ? 0 : 0.36)),
    signs,
  )
  for (const value of mixed) expect(value).toBeCloseTo(0.8, 1)
})

test('without a gradient there is no correlation', () => {
  expect(correlationsByDistance(new Float32Array(neighbourImages * 4), signs)).toEqual(neighbourDistances.map(() => NaN))
})
