import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linearScale, toPixel } from '../../../core/drawing/scale.ts'

it('shows one value alone from zero', () => {
  expect(linearScale(0.1, 0.1, 4)).toMatchObject({ min: 0, max: 0.1 })
})

it('gives every value a place on the axis, inside its ends', () => {
  const value = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 5 }), (one, other, most) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      const scale = linearScale(low, high, most)
      for (const at of [low, high, ...scale.ticks]) {
        const pixel = toPixel(scale, at, 100, 0)
        expect(pixel).toBeGreaterThanOrEqual(-1e-3)
        expect(pixel).toBeLessThanOrEqual(100 + 1e-3)
      }
    }),
  )
})
