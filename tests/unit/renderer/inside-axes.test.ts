/** Axes of what was measured inside a network: over the steps that there are, and no others. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnEdges, heatScale, rowStrengths } from '../../../renderer/components/charts/heat-scale.ts'

test('columns of measured steps begin at the first and end at the last', () => {
  expect([...columnEdges(Float64Array.of(1, 100, 200))]).toEqual([1, 50.5, 150, 200])
  expect([...columnEdges(Float64Array.of(1, 100))]).toEqual([1, 50.5, 100])
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(100_000), { minLength: 2, maxLength: 50 }), (found) => {
      const steps = Float64Array.from(found).sort()
      const edges = columnEdges(steps)
      expect(edges).toHaveLength(steps.length + 1)
      expect([edges[0], edges.at(-1)]).toEqual([steps[0], steps.at(-1)])
      // Every column holds its own step.
      for (const [index, step] of steps.entries()) {
        expect(edges[index]).toBeLessThanOrEqual(step)
        expect(edges[index + 1]).toBeGreaterThanOrEqual(step)
      }
    }),
  )
})

test('a step alone stands in the middle of its column', () => {
  expect([...columnEdges(Float64Array.of(7))]).toEqual([6.5, 7.5])
})

test('values that read the same have one strength, and what stands out keeps its own', () => {
  const alike = Float32Array.of(1, 1.00001, 0.99999)
  const scale = heatScale(alike, false)
  if (!scale) throw new Error('no scale')
  expect(new Set(rowStrengths(scale, alike, 3)).size).toBe(1)
  const apart = Float32Array.of(1, 1.1, 0.9)
  const wider = heatScale(apart, false)
  if (!wider) throw new Error('no scale')
  expect([...rowStrengths(wider, apart, 3)]).toEqual([3, 6, 0])
})
