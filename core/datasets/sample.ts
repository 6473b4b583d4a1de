/** Images for looking at, read straight from the flat files. */
import { closeSync, openSync, readSync, readFileSync } from 'node:fs'
import type { DecodedImages, SplitName } from './dataset.ts'

/** `count` images' class indices, and their bytes one image after the other, NHWC. */
export interface ImageSample {
  readonly labels: Int32Array
  readonly pixels: Uint8Array
}

/**
 * The images `from` to `from + count` of a split in its order, or of one class of it. Fewer come back at the end.
 */
export function sampleImages(
  dataset: DecodedImages,
  split: SplitName,
  { class: wanted, from, count }: { class: number | null; from: number; count: number },
): ImageSample {
  const labels = readLabels(dataset[split])
  const places: number[] = []
  let skipped = 0
  for (let place = wanted === null ? from : 0; place < labels.length && places.length < count; place += 1) {
    if (wanted !== null && labels[place] !== wanted) continue
    if (wanted !== null && skipped < from) skipped += 1
    else places.push(place)
  }
  return imagesAt(dataset, split, places)
}

/** The images at these places of a split. */
export function imagesAt(dataset: DecodedImages, split: SplitName, places: readonly number[]): ImageSample {
  const labels = readLabels(dataset[split])
  const imageBytes = dataset.height * dataset.width * dataset.channels
  const pixels = new Uint8Array(places.length * imageBytes)
  const file = openSync(dataset[split].imagesFile, 'r')
  try {
    places.forEach((place, index) => readSync(file, pixels, index * imageBytes, imageBytes, place * imageBytes))
  } finally {
    closeSync(file)
  }
  return { labels: Int32Array.from(places, (place) => labels[place] ?? 0), pixels }
}

function readLabels({ labelsFile, count }: DecodedImages['train']): Int32Array {
  const bytes = readFileSync(labelsFile)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Int32Array.from({ length: count }, (_, index) => view.getInt32(4 * index, true))
}
