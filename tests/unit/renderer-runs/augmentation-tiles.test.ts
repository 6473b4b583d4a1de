/** The preview of crops and flips, on an image whose pixels can be told apart. */
import { describe, expect, it } from 'vitest'
import { augmentationTiles, cropped } from '../../../renderer/views/train/augmentation-tiles.ts'

/** 3 × 3 pixels, the red of each its number from 1. */
const image = new Uint8ClampedArray(Array.from({ length: 9 }, (_, index) => [index + 1, 0, 0, 255]).flat())
const reds = (rgba: Uint8ClampedArray): number[] => Array.from({ length: 9 }, (_, index) => rgba[4 * index] ?? -1)
const tile = (dx: number, dy: number, flip: boolean) => ({ dx, dy, flip, caption: '' })

describe('cropped', () => {
  it('leaves the image as it is without offset and flip', () => {
    expect(reds(cropped(image, 3, 3, tile(0, 0, false)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('moves the window to the right and down and fills with black', () => {
    expect(reds(cropped(image, 3, 3, tile(1, 1, false)))).toEqual([5, 6, 0, 8, 9, 0, 0, 0, 0])
  })

  it('mirrors before it crops', () => {
    expect(reds(cropped(image, 3, 3, tile(1, 0, true)))).toEqual([2, 1, 0, 5, 4, 0, 8, 7, 0])
  })
})

describe('augmentationTiles', () => {
  it('shows the offsets of the drawn reference at padding 4', () => {
    expect(augmentationTiles(4, true).map((each) => each.caption)).toEqual([
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
    expect(new Set(augmentationTiles(0, false).map((each) => each.caption))).toEqual(new Set(['as it is']))
  })
})
