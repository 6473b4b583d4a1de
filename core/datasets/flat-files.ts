/** Writes decoded images and labels into the flat files that trainers and viewers read. */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { SplitName } from './dataset.ts'
import type { DatasetDefinition, SplitSink } from './definition.ts'
import { imagesFile, labelsFile, splits } from './layout.ts'

export interface FlatFiles extends SplitSink {
  /** Brings everything to the disk. Throws when an image or a label is missing. */
  finish(): void
  close(): void
}

type Shape = Pick<DatasetDefinition, 'height' | 'width' | 'channels' | 'classes' | 'trainCount' | 'testCount'>

/** Opens new files in a folder; `onProgress` gets the images written and the images there will be. */
export function writeFlatFiles(folder: string, shape: Shape, onProgress: (done: number, total: number) => void): FlatFiles {
  const imageBytes = shape.height * shape.width * shape.channels
  const files = {
    train: openSplit(folder, 'train', shape.trainCount, imageBytes),
    test: openSplit(folder, 'test', shape.testCount, imageBytes),
  } satisfies Record<SplitName, unknown>
  let done = 0

  return {
    images(split, first, pixels) {
      const { images, seenImages } = files[split]
      mark(seenImages, first, pixels.length / imageBytes, `${split} images`)
      writeWhole(images, pixels, first * imageBytes)
      done += pixels.length / imageBytes
      onProgress(done, files.train.count + files.test.count)
    },
    labels(split, first, labels) {
      const { labels: file, seenLabels } = files[split]
      mark(seenLabels, first, labels.length, `${split} labels`)
      const bytes = new DataView(new ArrayBuffer(4 * labels.length))
      for (let index = 0; index < labels.length; index += 1) {
        const label = labels[index]
        if (label === undefined || !Number.isInteger(label) || label < 0 || label >= shape.classes.length) {
          throw new Error(`label ${label} of ${split} image ${first + index} is none of the ${shape.classes.length} classes`)
        }
        bytes.setInt32(4 * index, label, true)
      }
      writeWhole(file, new Uint8Array(bytes.buffer), 4 * first)
    },
    finish() {
      for (const split of splits) {
        const { images, labels, seenImages, seenLabels } = files[split]
        requireAll(seenImages, `${split} images`)
        requireAll(seenLabels, `${split} labels`)
        fsyncSync(images)
        fsyncSync(labels)
      }
    },
    close() {
      for (const { images, labels } of Object.values(files)) {
        closeSync(images)
        closeSync(labels)
      }
    },
  }
}

function openSplit(folder: string, split: SplitName, count: number, imageBytes: number) {
  const images = openSync(join(folder, imagesFile(split)), 'wx')
  ftruncateSync(images, count * imageBytes)
  const labels = openSync(join(folder, labelsFile(split)), 'wx')
  ftruncateSync(labels, count * 4)
  return { count, images, labels, seenImages: new Uint8Array(count), seenLabels: new Uint8Array(count) }
}

/** Each place is written once, and none outside the split. */
function mark(seen: Uint8Array, first: number, count: number, what: string): void {
  if (!Number.isInteger(count) || first < 0 || first + count > seen.length) {
    throw new Error(`${what} ${first} to ${first + count} do not fit: there are ${seen.length}`)
  }
  if (seen.subarray(first, first + count).includes(1)) throw new Error(`${what} ${first} to ${first + count} come twice`)
  seen.fill(1, first, first + count)
}

function requireAll(seen: Uint8Array, what: string): void {
  const missing = seen.indexOf(0)
  if (missing >= 0) throw new Error(`${what}: number ${missing} and perhaps others of the ${seen.length} are missing`)
}

function writeWhole(file: number, bytes: Uint8Array, position: number): void {
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, position + written)
}
