/** Paths by length: how many there are, and which of them matter. */
import { expect, test } from 'vitest'
import { effectivePaths, pathShares } from '../../../core/inspect/figures/path-lengths.ts'

test('of n blocks the paths are as many as the binomial law says', () => {
  expect(pathShares(3)).toEqual([1 / 8, 3 / 8, 3 / 8, 1 / 8])
  expect(pathShares(54).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  // Veit et al. 2016, section 3: more than 95 % of the paths of a ResNet-110 go through 19 to 35 of its 54 blocks.
  expect(
    pathShares(54)
      .slice(19, 36)
      .reduce((sum, share) => sum + share, 0),
  ).toBeGreaterThan(0.95)
})

test('the fewest neighbouring lengths that carry enough are effective; of as few those that carry most', () => {
  expect(effectivePaths([0.25, 0.5, 0.25], [0.2, 0.79, 0.01], 0.95)).toEqual({ from: 0, to: 1, carried: 0.99, share: 0.75 })
  expect(effectivePaths([0.25, 0.5, 0.25], [0, 0.96, 0.04], 0.95)).toEqual({ from: 1, to: 1, carried: 0.96, share: 0.5 })
  expect(effectivePaths([0.5, 0.5], [NaN, NaN], 0.95)).toBeNull()
})
