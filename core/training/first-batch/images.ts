/** The images of a first batch: of a data set, or noise. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture } from '../../architecture/architecture.ts'
import type { DecodedImages, DecodedSplit } from '../../datasets/dataset.ts'
import { imagesAt } from '../../datasets/sample.ts'
import { normalValues, randomKey, uniformInt } from '../../tensorflow/random-keys.ts'

/** Standard normal numbers on 256 levels: 3 std to either side of the middle, what lies beyond at the ends. */
const middle = 127.5
const std = 42.5

/** As many images of noise as a batch has, in files of this folder. */
export function noiseImages(folder: string, { input, head }: Architecture, count: number, seed: number): DecodedImages {
  const { height, width, channels } = input
  const split = (name: string, images: number): DecodedSplit => {
    const imagesFile = join(folder, `${name}.images`)
    const labelsFile = join(folder, `${name}.labels`)
    const values = normalValues(randomKey(seed, `noise ${name}`), images * height * width * channels, std)
    writeFileSync(
      imagesFile,
      Uint8ClampedArray.from(values, (value) => middle + value),
    )
    const key = randomKey(seed, `classes of noise ${name}`)
    const labels = Int32Array.from({ length: images }, (_, index) => uniformInt(key, index, head.classes))
    writeFileSync(labelsFile, Buffer.from(labels.buffer))
    return { count: images, imagesFile, labelsFile }
  }
  return {
    height,
    width,
    channels,
    classes: Array.from({ length: head.classes }, (_, index) => `class ${index + 1}`),
    train: split('train', count),
    test: split('test', 1),
    mean: Array<number>(channels).fill(middle),
    std: Array<number>(channels).fill(std),
  }
}

/** A batch of training images as the network takes them, [batch, height, width, channels], with their classes: those in a row from where the seed says. */
export function firstImages(images: DecodedImages, count: number, seed: number): { image: Float32Array; labels: Int32Array } {
  const { train, channels, mean, std } = images
  const from = uniformInt(randomKey(seed, 'first batch'), 0, train.count)
  const places = Array.from({ length: count }, (_, index) => (from + index) % train.count)
  const { pixels, labels } = imagesAt(images, 'train', places)
  const image = Float32Array.from(
    pixels,
    (value, index) => (value - (mean[index % channels] ?? 0)) / (std[index % channels] ?? 1),
  )
  return { image, labels }
}
