/** Names at the ends of lines: 13 px apart (shared/mock/language.md, "Charts"), each moved as little as possible. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelDistance, spaceLabels } from '../../../core/drawing/labels.ts'

describe('spaceLabels', () => {
  it('leaves labels alone that are apart already', () => {
    expect(spaceLabels([100, 50, 10], 13, 0, 200)).toEqual([100, 50, 10])
  })

  it('moves two that touch to both sides of their middle', () => {
    expect(spaceLabels([100, 105], 13, 0, 200)).toEqual([96, 109])
  })

  it('keeps everything apart, in order and inside while there is room', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }), (wanted) => {
        const spaced = spaceLabels(wanted, labelDistance, 0, 400)
        const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b)
        const positions = order.map((index) => spaced[index] ?? Number.NaN)
        positions.slice(1).forEach((position, index) => {
          expect(position - (positions[index] ?? Number.NaN)).toBeGreaterThanOrEqual(labelDistance - 1e-9)
        })
        for (const position of positions) {
          expect(position).toBeGreaterThanOrEqual(-1e-9)
          expect(position).toBeLessThanOrEqual(400 + 1e-9)
        }
      }),
    )
  })
})
