/** Measures decoded files and compares them with what was published of the data set. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { SplitName } from './dataset.ts'
import type { DatasetDefinition } from './definition.ts'
import { imagesFile, labelsFile, splits } from './layout.ts'

export interface Measured {
  /** SHA-256 in hexadecimal by file name. */
  readonly digests: Readonly<Record<string, string>>
  readonly perClass: Readonly<Record<SplitName, readonly number[]>>
  readonly firstTrainLabels: readonly number[]
  /** Over the training split per channel, 0 to 255. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

type Measurable = Pick<DatasetDefinition, 'channels' | 'classes' | 'facts'>

export function measure(folder: string, { channels, classes, facts }: Measurable): Measured {
  const digests: Record<string, string> = {}
  const perClass: Record<SplitName, number[]> = { train: classes.map(() => 0), test: classes.map(() => 0) }
  const firstTrainLabels: number[] = []
  for (const split of splits) {
    digests[labelsFile(split)] = readThrough(join(folder, labelsFile(split)), 4 * 4096, (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let at = 0; at + 4 <= bytes.length; at += 4) {
        const label = view.getInt32(at, true)
        perClass[split][label] = (perClass[split][label] ?? 0) + 1
        if (split === 'train' && firstTrainLabels.length < facts.firstTrainLabels.length) firstTrainLabels.push(label)
      }
    })
  }
  const grey = channels === 1 ? [countGrey()] : Array.from({ length: channels }, countGrey)
  // A whole number of pixels is read at a time, so a byte's place says its channel.
  digests[imagesFile('train')] = readThrough(join(folder, imagesFile('train')), channels * 65536, (bytes) => {
    for (let channel = 0; channel < channels; channel += 1) {
      const counts = grey[channel]
      if (!counts) continue
      for (let at = channel; at < bytes.length; at += channels) {
        const value = bytes[at] ?? 0
        counts[value] = (counts[value] ?? 0) + 1
      }
    }
  })
  digests[imagesFile('test')] = readThrough(join(folder, imagesFile('test')), 1 << 18, () => undefined)
  const moments = grey.map(momentsOf)
  return {
    digests,
    perClass,
    firstTrainLabels,
    mean: moments.map(({ mean }) => mean),
    std: moments.map(({ std }) => std),
  }
}

/** How often each of the 256 values comes: sums over it are exact, whatever the number of images. */
function countGrey(): Float64Array {
  return new Float64Array(256)
}

function momentsOf(counts: Float64Array): { mean: number; std: number } {
  let total = 0
  let sum = 0
  counts.forEach((count, value) => {
    total += count
    sum += count * value
  })
  const mean = sum / total
  let squares = 0
  counts.forEach((count, value) => {
    squares += count * (value - mean) ** 2
  })
  return { mean, std: Math.sqrt(squares / total) }
}

/** Reads a file from end to end in pieces of `pieceBytes` and gives its SHA-256. */
function readThrough(path: string, pieceBytes: number, use: (bytes: Uint8Array) => void): string {
  const hash = createHash('sha256')
  const piece = new Uint8Array(pieceBytes)
  const file = openSync(path, 'r')
  try {
    for (let at = 0; ;) {
      const read = readSync(file, piece, 0, piece.length, at)
      if (read === 0) return hash.digest('hex')
      const bytes = piece.subarray(0, read)
      hash.update(bytes)
      use(bytes)
      at += read
    }
  } finally {
    closeSync(file)
  }
}

export interface Check {
  readonly name: string
  readonly value: string
}

/** What was checked, for people to read. Throws, naming expected and actual, when something is not as published. */
export function compareWithFacts(
  measured: Measured,
  definition: Pick<DatasetDefinition, 'facts' | 'trainCount' | 'testCount'>,
): Check[] {
  const { facts, trainCount, testCount } = definition
  const exact = (name: string, actual: readonly number[], expected: readonly number[]): void => {
    if (actual.join(' ') !== expected.join(' ')) throw mismatch(name, expected.join(' '), actual.join(' '))
  }
  const near = (name: string, actual: readonly number[], expected: readonly number[]): void => {
    const close = (value: number, channel: number): boolean =>
      Math.abs(value / 255 - (expected[channel] ?? NaN)) <= facts.tolerance
    if (actual.length !== expected.length || !actual.every(close)) throw mismatch(name, inUnit(expected), inUnit(of255(actual)))
  }
  exact('training images of each class', measured.perClass.train, facts.perClass.train)
  exact('test images of each class', measured.perClass.test, facts.perClass.test)
  exact('first training labels', measured.firstTrainLabels, facts.firstTrainLabels)
  near('channel means', measured.mean, facts.mean)
  near('channel std', measured.std, facts.std)
  return [
    { name: 'Images', value: `${grouped(trainCount)} + ${grouped(testCount)}` },
    { name: 'Each class', value: `${span(measured.perClass.train)} + ${span(measured.perClass.test)}` },
    { name: 'First labels', value: measured.firstTrainLabels.join(' ') },
    { name: 'Channel means', value: inUnit(of255(measured.mean)) },
    { name: 'Channel std', value: inUnit(of255(measured.std)) },
  ]
}

const of255 = (values: readonly number[]): number[] => values.map((value) => value / 255)
const inUnit = (values: readonly number[]): string => values.map((value) => value.toFixed(5)).join(', ')
const grouped = (count: number): string => count.toLocaleString('en-US')

function span(counts: readonly number[]): string {
  const least = Math.min(...counts)
  const most = Math.max(...counts)
  return least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`
}

function mismatch(what: string, expected: string, actual: string): Error {
  return new Error(`the ${what} are ${actual}, not ${expected} as published`)
}
