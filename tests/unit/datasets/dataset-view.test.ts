import { expect, it } from 'vitest'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import { contentOf, placeOf, progressOf, stateOf } from '../../../renderer/views/data/dataset-text.ts'
import { rgbaOf } from '../../../renderer/views/data/pixels.ts'

it('turns NHWC bytes into RGBA, image by image', () => {
  const sample = { labels: new Int32Array(2), pixels: Uint8Array.from({ length: 12 }, (_, index) => index + 1) }
  const size = { height: 1, width: 2, channels: 3 }
  expect([...rgbaOf(sample, 0, size)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255])
  expect([...rgbaOf(sample, 1, size)]).toEqual([7, 8, 9, 255, 10, 11, 12, 255])
})

it('shows one channel as grey', () => {
  const sample = { labels: new Int32Array(1), pixels: Uint8Array.of(0, 128) }
  expect([...rgbaOf(sample, 0, { height: 1, width: 2, channels: 1 })]).toEqual([0, 0, 0, 255, 128, 128, 128, 255])
})

const dataset = (status: DatasetState['status'], bundled = false): DatasetState => ({
  id: 'cifar10',
  name: 'CIFAR-10',
  trainCount: 50_000,
  testCount: 10_000,
  height: 32,
  width: 32,
  channels: 3,
  classes: ['airplane', 'automobile'],
  perClass: { train: [5000, 5000], test: [1000, 1000] },
  about: '',
  sources: bundled ? [] : [{ host: 'www.cs.toronto.edu', file: 'cifar-10-binary.tar.gz', bytes: 170_052_171 }],
  status,
})

it('says what a download does, with its units', () => {
  const state = dataset({
    kind: 'downloading',
    host: 'www.cs.toronto.edu',
    doneBytes: 61e6,
    totalBytes: 100e6,
    bytesPerSecond: 1.5e6,
    remainingMs: 26_000,
  })
  expect(progressOf(state)).toEqual({ done: 0.61, rest: '61.0 MB of 100.0 MB, 1.5 MB/s, 26 s left' })
  expect(stateOf(state)).toEqual({ mark: 'download', word: 'Downloading' })
  expect(contentOf(state)).toBe('60,000 images, 32×32×3, 2 classes')
})

it('names where an absent one comes from', () => {
  expect(placeOf(dataset({ kind: 'absent', downloadBytes: 170_052_171 }))).toBe('Not on this computer. From www.cs.toronto.edu')
  expect(placeOf(dataset({ kind: 'absent', downloadBytes: 0 }, true))).toBe('Bundled with Stagecraft; no download needed')
})

it('does not divide by a total that is not known yet', () => {
  expect(progressOf(dataset({ kind: 'decoding', done: 0, total: 0 }))?.done).toBe(0)
})
