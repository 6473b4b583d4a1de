/** The preview of crops and flips, on an image whose pixels can be told apart. */
import { describe, expect, it } from 'vitest'
import { augmentationTiles, augmented, type Augmentation, type Tile } from '../../../renderer/views/train/augmentation-tiles.ts'

/** 3 × 3 pixels, the red of each its number from 1. */
const image = new Uint8ClampedArray(Array.from({ length: 9 }, (_, index) => [index + 1, 0, 0, 255]).flat())
const reds = (rgba: Uint8ClampedArray): number[] => Array.from({ length: 9 }, (_, index) => rgba[4 * index] ?? -1)
const tile = (dx: number, dy: number, flip: boolean, changes: Partial<Tile> = {}): Tile => ({
  dx,
  dy,
  flip,
  cut: null,
  erased: null,
  mix: 0,
  caption: '',
  ...changes,
})
const off: Augmentation = { pad: 0, flip: false, cutout: 0, erasing: null, mixup: false }

describe('augmented', () => {
  it('leaves the image as it is without offset and flip', () => {
    expect(reds(augmented(image, 3, 3, tile(0, 0, false)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('moves the window to the right and down and fills with black', () => {
    expect(reds(augmented(image, 3, 3, tile(1, 1, false)))).toEqual([5, 6, 0, 8, 9, 0, 0, 0, 0])
  })

  it('mirrors before it crops', () => {
    expect(reds(augmented(image, 3, 3, tile(1, 0, true)))).toEqual([2, 1, 0, 5, 4, 0, 8, 7, 0])
  })
})

describe('covering and mixing', () => {
  const middle = { left: 0.3, top: 0.3, right: 0.7, bottom: 0.7 }

  it('blacks out a square and leaves the rest', () => {
    expect(reds(augmented(image, 3, 3, tile(0, 0, false, { cut: middle })))).toEqual([1, 2, 3, 4, 0, 6, 7, 8, 9])
  })

  it('fills a rectangle with the same noise each time', () => {
    const once = reds(augmented(image, 3, 3, tile(0, 0, false, { erased: middle })))
    expect(once).toEqual(reds(augmented(image, 3, 3, tile(0, 0, false, { erased: middle }))))
    expect(once.filter((red, index) => red === index + 1).length).toBeGreaterThanOrEqual(8)
  })

  it('mixes in another image by its share', () => {
    const white = new Uint8ClampedArray(36).fill(101)
    expect(reds(augmented(image, 3, 3, tile(0, 0, false, { mix: 0.5 }), white))[0]).toBe(51)
  })

  it('is drawn where it is on', () => {
    const all = augmentationTiles({ ...off, cutout: 8, erasing: { least: 0.02, most: 0.4 }, mixup: true }, 32)
    const [first, ...others] = all
    expect(first).toEqual(tile(0, 0, false, { caption: 'as it is' }))
    expect(others.every((each) => each.cut && Math.abs(each.cut.right - each.cut.left - 0.25) < 1e-9)).toBe(true)
    expect(all.some((each) => each.erased) && all.some((each) => !each.erased)).toBe(true)
    for (const { erased } of all) {
      const area = erased ? (erased.right - erased.left) * (erased.bottom - erased.top) : 0.1
      expect(area).toBeGreaterThanOrEqual(0.02)
      expect(area).toBeLessThanOrEqual(0.4)
    }
    expect(others.every((each) => each.mix > 0)).toBe(true)
  })
})

describe('augmentationTiles', () => {
  it('shows the offsets of the drawn reference at padding 4', () => {
    expect(augmentationTiles({ ...off, pad: 4, flip: true }, 32).map((each) => each.caption)).toEqual([
      'as it is',
      '+4 −3',
      '−2 +4, flip',
      '+3 +2',
      '−4 −1, flip',
      '+1 −4',
      '−3 +3',
      '+2 0, flip',
    ])
  })

  it('shows nothing but the images where nothing is asked for', () => {
    expect(new Set(augmentationTiles(off, 32).map((each) => each.caption))).toEqual(new Set(['as it is']))
  })
})
