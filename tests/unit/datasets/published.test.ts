/** The data sets themselves, against what was published of them. Set-up fetches CIFAR-10 before tests run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDataset, verifyDataset } from '../../../core/datasets/cache.ts'
import type { DecodedSplit } from '../../../core/datasets/dataset.ts'
import { ensureDataset } from '../../../core/datasets/ensure.ts'
import { dataFolder } from '../../../core/datasets/layout.ts'
import { sampleImages } from '../../../core/datasets/sample.ts'

function labelsOf({ labelsFile, count }: DecodedSplit): number[] {
  const bytes = readFileSync(labelsFile)
  return Array.from({ length: count }, (_, index) => bytes.readInt32LE(4 * index))
}

function countsOf(labels: readonly number[]): number[] {
  return Array.from({ length: 10 }, (_, wanted) => labels.filter((label) => label === wanted).length)
}

test('CIFAR-10 has the counts, label order, means and std of its publication', () => {
  const folder = dataFolder(process.env)
  const dataset = openDataset('cifar10', folder)
  // facts.md, 3
  expect(dataset.classes.join(' ')).toBe('airplane automobile bird cat deer dog frog horse ship truck')
  const train = labelsOf(dataset.train)
  expect(train.slice(0, 10)).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3])
  expect(countsOf(train)).toEqual(new Array(10).fill(5000))
  expect(countsOf(labelsOf(dataset.test))).toEqual(new Array(10).fill(1000))
  const images = readFileSync(dataset.train.imagesFile)
  expect(images.length).toBe(50_000 * 32 * 32 * 3)
  expect(readFileSync(dataset.test.imagesFile).length).toBe(10_000 * 32 * 32 * 3)
  const sums = [0, 0, 0]
  const squares = [0, 0, 0]
  images.forEach((value, at) => {
    sums[at % 3] = (sums[at % 3] ?? 0) + value
    squares[at % 3] = (squares[at % 3] ?? 0) + value * value
  })
  const pixels = images.length / 3
  const means = sums.map((sum) => sum / pixels / 255)
  const stds = squares.map((square, channel) => Math.sqrt(square / pixels / 255 ** 2 - (means[channel] ?? 0) ** 2))
  expect(means.map((mean) => mean.toFixed(5))).toEqual(['0.49140', '0.48216', '0.44653'])
  expect(stds.map((std) => std.toFixed(5))).toEqual(['0.24703', '0.24349', '0.26159'])
  expect(dataset.mean.map((mean) => (mean / 255).toFixed(5))).toEqual(['0.49140', '0.48216', '0.44653'])
  // Nothing was changed since it was decoded.
  expect(verifyDataset('cifar10', folder).length).toBeGreaterThan(0)
})

test('MNIST comes from the package alone, whole and in splits that share no image', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const dataset = await ensureDataset('mnist', folder)
  const train = labelsOf(dataset.train)
  const test = labelsOf(dataset.test)
  expect([train.length, test.length]).toEqual([9000, 1000])
  expect(countsOf(test)).toEqual(new Array(10).fill(100))
  const require = createRequire(import.meta.url)
  for (let digit = 0; digit < 10; digit += 1) {
    const { data } = JSON.parse(readFileSync(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8')) as { data: number[] }
    const ours = [
      ...sampleImages(dataset, 'train', { class: digit, from: 0, count: 2000 }).pixels,
      ...sampleImages(dataset, 'test', { class: digit, from: 0, count: 2000 }).pixels,
    ]
    // The package rounds to three digits, which is less than half a grey value.
    expect(ours.length).toBe(data.length)
    expect(ours.every((value, at) => Math.abs(value / 255 - (data[at] ?? NaN)) < 0.0006)).toBe(true)
  }
  // Any stretch of the training split holds every class.
  expect(new Set(train.slice(4000, 4032)).size).toBe(10)
})
