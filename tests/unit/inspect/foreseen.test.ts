/** How much work an analysis is, and how long it will take by what was measured before. */
import { expect, test } from 'vitest'
import { passesOf } from '../../../core/inspect/passes.ts'

const images = { split: 'test', images: 100, seed: 1 } as const
const of = { test: 1000, train: 4000, blocks: 9 }

test('is as many images as go through the network', () => {
  expect(passesOf('predictions', images, of)).toBe(100)
  expect(passesOf('predictions', { ...images, images: null }, of)).toBe(1000)
  expect(passesOf('predictions', { ...images, images: 5000 }, of)).toBe(1000)
  // The whole, each block alone, and two draws of one to three blocks and of one to three pairs.
  expect(passesOf('lesions', { ...images, draws: 2, most: 3 }, of)).toBe(100 * (1 + 9 + 6 + 6))
  expect(passesOf('surface', { ...images, over: { kind: 'plane', points: 21, span: 1 } }, of)).toBe(100 * 441)
  expect(passesOf('duplicates', { images: null, seed: 1, most: 10 }, of)).toBe(5000)
  expect(passesOf('linearProbe', { images: 2000, seed: 1, dataset: null, place: 'head' }, of)).toBe(3000)
  expect(passesOf('surface', { ...images, over: { kind: 'between', points: 21, step: 4 } }, of)).toBe(100 * 21)
})
