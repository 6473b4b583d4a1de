/** Batches for the eager interpreter: order, crops and flips keyed by the seed as in the graph, with random numbers of its own. */
import { readFileSync } from 'node:fs'
import type { DecodedImages, DecodedSplit } from '../datasets/dataset.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { eraseParts } from './eager-erasing.ts'
import { randomKey, uniformInt } from './random-keys.ts'

/** A batch as the network takes it: [batch, height, width, channels] floats, flattened, and one label an image. */
export interface EagerBatch {
  readonly images: Float32Array
  readonly labels: Int32Array
  readonly count: number
}

/** A split in memory. */
export class EagerSplit {
  readonly #dataset: DecodedImages
  readonly #images: Uint8Array
  readonly #labels: Int32Array
  readonly count: number

  constructor(dataset: DecodedImages, split: DecodedSplit) {
    this.#dataset = dataset
    this.count = split.count
    this.#images = readFileSync(split.imagesFile)
    const labels = readFileSync(split.labelsFile)
    this.#labels = new Int32Array(labels.buffer.slice(labels.byteOffset, labels.byteOffset + labels.byteLength))
  }

  /** The images from `from` on, unchanged but for the scaling. */
  inOrder(from: number, most: number): EagerBatch {
    const count = Math.min(most, this.count - from)
    return this.unchanged(Int32Array.from({ length: count }, (_, index) => from + index))
  }

  /** The images at `indices`, unchanged but for the scaling. */
  unchanged(indices: Int32Array): EagerBatch {
    return this.#batch(indices, () => ({ top: 0, left: 0, mirrored: false }))
  }

  /** The images at `indices`, cropped, flipped and erased as the recipe says for this pass. */
  augmented(indices: Int32Array, pass: number, { seed, augmentation }: Recipe): EagerBatch {
    const { pad, flip } = augmentation
    const keyOf = (purpose: string): number => randomKey(randomKey(seed, purpose), `pass ${pass}`)
    const draw = (purpose: string, index: number, below: number): number =>
      below === 1 ? 0 : uniformInt(keyOf(purpose), index, below)
    const batch = this.#batch(indices, (index) => ({
      top: draw('crop row', index, 2 * pad + 1) - pad,
      left: draw('crop column', index, 2 * pad + 1) - pad,
      mirrored: flip && draw('flip', index, 2) === 1,
    }))
    eraseParts(batch.images, this.#dataset, augmentation, keyOf)
    return batch
  }

  #batch(indices: Int32Array, placed: (index: number) => { top: number; left: number; mirrored: boolean }): EagerBatch {
    const { height, width, channels, mean, std } = this.#dataset
    const each = height * width * channels
    const images = new Float32Array(indices.length * each)
    indices.forEach((image, index) => {
      const { top, left, mirrored } = placed(index)
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const fromRow = row + top
          const fromColumn = (mirrored ? width - 1 - column : column) + left
          const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width
          for (let channel = 0; channel < channels; channel++) {
            // Padding is black before scaling, as in the graph.
            const value = inside ? (this.#images[image * each + (fromRow * width + fromColumn) * channels + channel] ?? 0) : 0
            const scaled = (value - (mean[channel] ?? 0)) / (std[channel] ?? 1)
            images[index * each + (row * width + column) * channels + channel] = scaled
          }
        }
      }
    })
    return { images, labels: indices.map((image) => this.#labels[image] ?? 0), count: indices.length }
  }
}

/** Order of the images in an epoch: Fisher and Yates's shuffle, keyed by seed and epoch. */
export function eagerOrder(seed: number, epoch: number, count: number): Int32Array {
  const key = randomKey(randomKey(seed, 'order'), `epoch ${epoch}`)
  const order = Int32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = uniformInt(key, last, last + 1)
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
  return order
}
